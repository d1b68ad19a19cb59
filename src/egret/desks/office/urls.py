from django.urls import path

from . import acceptance, awards, cases, contracts, funds, home, notices, orders, submissions, trails

app_name = "office"
urlpatterns = [
    path("", home.home, name="home"),
    path("submissions/", submissions.submissions, name="submissions"),
    path("submissions/<int:pk>/", submissions.submission, name="submission"),
    path("submissions/<int:pk>/check/", submissions.check_submission, name="check-submission"),
    path("notices/", notices.notices, name="notices"),
    path("notices/open/", notices.open_notice, name="open-notice"),
    path("notices/<int:pk>/publish/", notices.publish_list, name="publish-list"),
    path("objections/", notices.objections, name="objections"),
    path("objections/<int:pk>/", notices.objection, name="objection"),
    path("objections/<int:pk>/decide/", notices.decide_objection, name="decide-objection"),
    path("contracts/", contracts.contracts, name="contracts"),
    path("contracts/<int:pk>/", contracts.contract, name="contract"),
    path("contracts/<int:pk>/check/", contracts.check_contract, name="check-contract"),
    path("contracts/<int:pk>/give-back/", contracts.give_contract_back, name="give-contract-back"),
    path("acceptances/", acceptance.acceptances, name="acceptances"),
    path("acceptances/<int:pk>/", acceptance.acceptance, name="acceptance"),
    path("acceptances/<int:pk>/assign/", acceptance.assign, name="assign-visit"),
    path("acceptances/<int:pk>/decide/", acceptance.decide, name="decide-acceptance"),
    path("awards/", awards.awards, name="awards"),
    path("awards/<int:pk>/", awards.award, name="award"),
    path("awards/<int:pk>/order/", awards.make_order, name="make-order"),
    path("awards/<int:pk>/take-back/", awards.take_back, name="take-back"),
    path("orders/", orders.orders, name="orders"),
    path("orders/<int:pk>/", orders.order, name="order"),
    path("orders/<int:pk>/check/", orders.check_order, name="check-order"),
    path("orders/<int:pk>/release/", orders.release_order, name="release-order"),
    path("orders/<int:pk>/withdraw/", orders.withdraw_order, name="withdraw-order"),
    path("orders/<int:pk>/ask/", orders.ask_bank, name="ask-bank"),
    path("funds/", funds.funds, name="funds"),
    path("cases/<int:pk>/", cases.case, name="case"),
    path("trail/", trails.trail, name="trail"),
]
