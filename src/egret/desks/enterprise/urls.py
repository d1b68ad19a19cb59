from django.urls import path

from . import acceptance, apply, contract, home, level, money

app_name = "enterprise"
urlpatterns = [
    path("", home.home, name="home"),
    path("assess/", level.assess, name="assess"),
    path("level/", level.level, name="level"),
    path("apply/", apply.start, name="apply"),
    path("apply/<int:number>/", apply.page, name="apply-page"),
    path("apply/<int:number>/keep/", apply.keep_draft, name="keep-draft"),
    path("apply/review/", apply.review, name="review"),
    path("apply/receipt/", apply.receipt, name="receipt"),
    path("contract/", contract.contract, name="contract"),
    path("acceptance/", acceptance.acceptance, name="acceptance"),
    path("money/", money.money, name="money"),
    path("money/<int:pk>/letter.<str:form>", money.letter, name="letter"),
]
