from egret.base.errors import Refused


class PaymentRefused(Refused):
    pass
