from egret.base.errors import Refused


class BankRefused(Refused):
    pass
