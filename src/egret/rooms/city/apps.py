from django.apps import AppConfig


class CityConfig(AppConfig):
    name = "egret.rooms.city"
