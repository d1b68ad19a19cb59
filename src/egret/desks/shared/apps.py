from django.apps import AppConfig


class SharedConfig(AppConfig):
    name = "egret.desks.shared"
    label = "shared_desk"
