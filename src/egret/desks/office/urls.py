from django.urls import path

from . import acceptance, indicators

app_name = "office"
urlpatterns = [
    path("indicators/", indicators.indicators, name="indicators"),
    path("indicators/<str:indicator_id>/<str:period_id>/", indicators.indicator, name="indicator"),
    path(
        "indicators/<str:indicator_id>/<str:period_id>/report/",
        indicators.report_figure,
        name="report-figure",
    ),
    path("acceptances/", acceptance.acceptances, name="acceptances"),
    path("acceptances/<int:pk>/", acceptance.acceptance, name="acceptance"),
    path("acceptances/<int:pk>/assign/", acceptance.assign, name="assign-visit"),
    path("acceptances/<int:pk>/decide/", acceptance.decide, name="decide-acceptance"),
]
