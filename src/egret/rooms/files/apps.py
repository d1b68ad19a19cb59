from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "egret.rooms.files"
