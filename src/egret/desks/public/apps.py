from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "egret.desks.public"
    label = "public_desk"
