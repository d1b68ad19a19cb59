from django.urls import path

from . import questions, result, start, way

urlpatterns = [
    path("", start.start, name="assess"),
    path("code/", start.code, name="assess-code"),
    path("resume/", start.resume, name="assess-resume"),
    path("leave/", start.leave, name="assess-leave"),
    path("forget/", start.forget, name="assess-forget"),
    path("q/<str:code>/", questions.question, name="assess-question"),
    path("q/<str:code>/check/", questions.check, name="assess-check"),
    path("result/", result.result, name="assess-result"),
    path("way/", way.way, name="assess-way"),
]
