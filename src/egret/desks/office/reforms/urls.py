from django.urls import path

from . import comparing, editing

urlpatterns = [
    path("", editing.reforms, name="reforms"),
    path("make/", editing.make, name="make-reform"),
    path("check/", editing.check, name="check-reform"),
    path("compare/", comparing.compare, name="compare-reforms"),
    path("compare.xlsx", comparing.workbook, name="reforms-workbook"),
    path("<int:pk>/", editing.reform, name="reform"),
    path("<int:pk>.toml", editing.as_file, name="reform-file"),
]
