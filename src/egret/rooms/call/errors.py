from egret.base.errors import Refused


class CallRefused(Refused):
    pass
