from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "egret.rooms.assessment"
