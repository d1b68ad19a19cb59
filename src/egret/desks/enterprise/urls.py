from django.urls import path

from . import acceptance, apply, claims, contract, elsewhere, home, level, money, sanctions, vouchers

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
    path("claims/", claims.claims, name="claims"),
    path("claims/<str:clause_id>/", claims.claim, name="claim"),
    path("claims/<str:clause_id>/begin/", claims.begin, name="begin-claim"),
    path("claims/<str:clause_id>/hand-in/", claims.hand_in, name="hand-in-claim"),
    path("claims/<str:clause_id>/answer/", claims.answer, name="answer-claim"),
    path("elsewhere/", elsewhere.elsewhere, name="elsewhere"),
    path("vouchers/", vouchers.vouchers, name="vouchers"),
    path("vouchers/ask/<str:scheme_id>/", vouchers.ask, name="ask-voucher"),
    path("vouchers/<int:pk>/lock/", vouchers.lock, name="lock-voucher"),
    path("vouchers/services/<int:pk>/let-go/", vouchers.let_go, name="let-go"),
    path("sanctions/", sanctions.sanctions, name="sanctions"),
    path("sanctions/<int:pk>/object/", sanctions.object_to, name="object-to-sanction"),
    path("money/", money.money, name="money"),
    path("money/<int:pk>/", money.award, name="award"),
    path("money/<int:pk>/object/", money.object_to, name="object-to-award"),
    path("money/<int:pk>/letter.<str:form>", money.letter, name="letter"),
]
