"""A clause over columns: exact, block by block, from the same definition as a single case.

outcome = plan(clause).run({"诊断费": fen, "申报日": days, …})
"""

from .again import Kept
from .frame import Frame, FrameRefused, Outcome, Reasons
from .planning import Plan, plan

__all__ = ["Frame", "FrameRefused", "Kept", "Outcome", "Plan", "Reasons", "plan"]
