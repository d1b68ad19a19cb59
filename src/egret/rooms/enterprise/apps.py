from django.apps import AppConfig


class EnterpriseConfig(AppConfig):
    name = "egret.rooms.enterprise"
