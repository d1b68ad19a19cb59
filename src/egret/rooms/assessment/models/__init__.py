from .assessment import Assessment
from .earlier import EarlierResult
from .plan import LevelPlan
from .second import SecondRating
from .visitor import PublicAssessment, WrongCode

__all__ = ["Assessment", "EarlierResult", "LevelPlan", "PublicAssessment", "SecondRating", "WrongCode"]
