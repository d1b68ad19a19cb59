from egret.base.errors import Refused


class FigureRefused(Refused):
    pass
