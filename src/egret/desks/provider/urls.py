from django.urls import path

from . import account, contracts

app_name = "provider"
urlpatterns = [
    path("", contracts.contracts, name="home"),
    path("account/", account.account, name="account"),
    path("contracts/<int:pk>/", contracts.contract, name="contract"),
    path("contracts/<int:pk>/confirm/", contracts.confirm, name="confirm-contract"),
    path("contracts/<int:pk>/return/", contracts.give_back, name="return-contract"),
]
