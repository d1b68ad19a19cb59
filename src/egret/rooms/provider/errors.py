from egret.base.errors import Refused


class ProviderRefused(Refused):
    pass
