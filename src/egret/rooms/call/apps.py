from django.apps import AppConfig


class CallConfig(AppConfig):
    name = "egret.rooms.call"
