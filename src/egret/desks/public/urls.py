from django.urls import include, path

from . import calculator, notices, overview, register, verification
from .assess.urls import urlpatterns as assess

app_name = "public"
urlpatterns = [
    path("", overview.home, name="home"),
    path("assess/", include(assess)),
    path("calculator/", calculator.calculator, name="calculator"),
    path("indicators/", overview.indicators, name="indicators"),
    path("notices/", notices.notices, name="notices"),
    path("notices/awards/", notices.awards, name="awards"),
    path("notices/awards/<int:pk>/object/", notices.object_to_award, name="object-to-award"),
    path("notices/awards/objections/<str:token>/", notices.award_objection, name="award-objection"),
    path("notices/objections/<int:pk>/", notices.object_to, name="object"),
    path("lists/", notices.lists, name="lists"),
    path("lists/<int:pk>/", notices.published, name="list"),
    path("lists/<int:pk>/content/", notices.content, name="list-content"),
    path("register/", register.register, name="register"),
    path("verification/", verification.verification, name="verification"),
    path("verification/verifier/", verification.verifier, name="verifier"),
    path("verification/checkpoints/<int:size>/", verification.checkpoint, name="checkpoint"),
]
