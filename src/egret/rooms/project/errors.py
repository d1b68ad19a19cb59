from egret.base.errors import Refused


class ContractRefused(Refused):
    pass
