"""What is done with awards; claims, objections and money from elsewhere by their own names."""

from .awards import award, award_anew, close_notice, move, move_all, withdraw

__all__ = ["award", "award_anew", "close_notice", "move", "move_all", "withdraw"]
