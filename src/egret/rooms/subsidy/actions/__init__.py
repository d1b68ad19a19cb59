"""What is done with awards; claims, objections and money from elsewhere by their own names."""

from .awards import award, close_notice, move, move_all, withdraw

__all__ = ["award", "close_notice", "move", "move_all", "withdraw"]
