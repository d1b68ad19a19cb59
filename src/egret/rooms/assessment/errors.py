from egret.base.errors import Refused


class AssessmentRefused(Refused):
    pass


class TooManyCodes(AssessmentRefused):
    """The address that asks has to wait."""
