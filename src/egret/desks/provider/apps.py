from django.apps import AppConfig


class ProviderConfig(AppConfig):
    name = "egret.desks.provider"
    label = "provider_desk"
