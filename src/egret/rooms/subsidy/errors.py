from egret.base.errors import Refused


class AwardRefused(Refused):
    pass
