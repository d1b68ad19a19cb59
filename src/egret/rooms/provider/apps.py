from django.apps import AppConfig


class ProviderConfig(AppConfig):
    name = "egret.rooms.provider"
