from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "egret.desks.office"
    label = "office_desk"
