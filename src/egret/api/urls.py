from django.urls import path

from . import levels

app_name = "api"
urlpatterns = [
    path("levels/standards", levels.standards, name="standards"),
    path("levels/standards/<str:standard_id>", levels.standard, name="standard"),
    path("levels/<str:standard_id>/score", levels.score, name="score"),
]
