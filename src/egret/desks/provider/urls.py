from django.urls import path

from . import account, contracts, sanctions, vouchers

app_name = "provider"
urlpatterns = [
    path("", contracts.contracts, name="home"),
    path("account/", account.account, name="account"),
    path("vouchers/", vouchers.vouchers, name="vouchers"),
    path("vouchers/<int:pk>/", vouchers.voucher, name="voucher"),
    path("sanctions/", sanctions.sanctions, name="sanctions"),
    path("sanctions/<int:pk>/object/", sanctions.object_to, name="object-to-sanction"),
    path("contracts/<int:pk>/", contracts.contract, name="contract"),
    path("contracts/<int:pk>/confirm/", contracts.confirm, name="confirm-contract"),
    path("contracts/<int:pk>/return/", contracts.give_back, name="return-contract"),
]
