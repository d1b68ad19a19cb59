from egret.base.errors import Refused


class BankRefused(Refused):
    pass


class BankSilent(Exception):
    """The line went dead: nobody knows whether the bank took what it was given."""
