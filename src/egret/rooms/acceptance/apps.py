from django.apps import AppConfig


class AcceptanceConfig(AppConfig):
    name = "egret.rooms.acceptance"
