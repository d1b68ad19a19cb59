from egret.base.errors import Refused


class EnterpriseRefused(Refused):
    pass
