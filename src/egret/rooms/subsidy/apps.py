from django.apps import AppConfig


class SubsidyConfig(AppConfig):
    name = "egret.rooms.subsidy"
