from django.urls import path

from . import acceptance

app_name = "office"
urlpatterns = [
    path("acceptances/", acceptance.acceptances, name="acceptances"),
    path("acceptances/<int:pk>/", acceptance.acceptance, name="acceptance"),
    path("acceptances/<int:pk>/assign/", acceptance.assign, name="assign-visit"),
    path("acceptances/<int:pk>/decide/", acceptance.decide, name="decide-acceptance"),
]
