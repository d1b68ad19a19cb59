from django.apps import AppConfig


class TreasuryConfig(AppConfig):
    name = "egret.rooms.treasury"
