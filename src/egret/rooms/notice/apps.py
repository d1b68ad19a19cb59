from django.apps import AppConfig


class NoticeConfig(AppConfig):
    name = "egret.rooms.notice"
