from django.urls import path

from . import profile, ratings

urlpatterns = [
    path("", profile.levels, name="levels"),
    path("workbook/", profile.excel, name="levels-workbook"),
    path("ratings/", ratings.ratings, name="ratings"),
    path("ratings/workbook/", ratings.ratings_workbook, name="ratings-workbook"),
    path("ratings/ask/", ratings.ratings_to_ask, name="ratings-to-ask"),
    path("ratings/ask/<int:pk>/", ratings.ask_rating, name="ask-rating"),
    path("ratings/<int:pk>/", ratings.rating, name="rating"),
]
