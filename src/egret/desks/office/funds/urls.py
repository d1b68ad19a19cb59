from django.urls import path

from . import flows, listing, months, one, tracing, transfers

urlpatterns = [
    path("", listing.funds, name="funds"),
    path("grant/", one.grant, name="grant-fund"),
    path("flow/", flows.funds_flow, name="funds-flow"),
    path("transfers/", transfers.transfers, name="transfers"),
    path("transfers/<int:pk>/", transfers.transfer, name="transfer"),
    path("transfers/<int:pk>/decide/", transfers.decide, name="decide-transfer"),
    path("months/", months.months, name="months"),
    path("months/close/", months.close, name="close-month"),
    path("months/<str:period>.<str:form>", months.month_report, name="month-report"),
    path("postings/<int:pk>/", tracing.posting, name="posting"),
    path("projects/<str:name>/", tracing.project, name="trace"),
    path("<int:pk>/", one.fund, name="fund"),
    path("<int:pk>/projects/", tracing.projects, name="fund-projects"),
    path("<int:pk>/allot/", one.allot, name="allot-fund"),
    path("<int:pk>/withdraw/", one.withdraw, name="withdraw-allotment"),
    path("<int:pk>/transfer/", one.ask_transfer, name="ask-transfer"),
    path("<int:pk>/end-year/", one.end_year, name="end-fund-year"),
]
