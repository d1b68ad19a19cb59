from django.urls import path

from . import visits

app_name = "assessor"
urlpatterns = [
    path("", visits.visits, name="home"),
    path("visits/<int:pk>/", visits.visit, name="visit"),
]
