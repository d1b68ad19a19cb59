from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "egret.rooms.trail"
