from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "egret.rooms.exchange"
