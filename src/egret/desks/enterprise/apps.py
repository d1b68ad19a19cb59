from django.apps import AppConfig


class EnterpriseConfig(AppConfig):
    name = "egret.desks.enterprise"
    label = "enterprise_desk"
