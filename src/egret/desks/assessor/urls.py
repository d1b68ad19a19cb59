from django.urls import path

from . import second, visits

app_name = "assessor"
urlpatterns = [
    path("", visits.visits, name="home"),
    path("visits/<int:pk>/", visits.visit, name="visit"),
    path("second/", second.seconds, name="seconds"),
    path("second/<int:pk>/", second.second, name="second"),
]
