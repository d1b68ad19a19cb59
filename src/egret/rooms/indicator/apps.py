from django.apps import AppConfig


class IndicatorConfig(AppConfig):
    name = "egret.rooms.indicator"
