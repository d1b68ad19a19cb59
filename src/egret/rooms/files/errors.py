from egret.base.errors import Refused


class FileRefused(Refused):
    pass
