from egret.base.errors import Refused


class AssessmentRefused(Refused):
    pass
