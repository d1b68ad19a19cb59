from egret.base.errors import Refused


class AcceptanceRefused(Refused):
    pass
