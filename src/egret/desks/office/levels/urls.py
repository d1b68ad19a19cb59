from django.urls import path

from . import profile

urlpatterns = [
    path("", profile.levels, name="levels"),
    path("workbook/", profile.excel, name="levels-workbook"),
]
