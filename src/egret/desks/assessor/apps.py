from django.apps import AppConfig


class AssessorConfig(AppConfig):
    name = "egret.desks.assessor"
    label = "assessor_desk"
