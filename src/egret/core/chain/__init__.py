"""A record in which each act seals the one before it, and what proves it whole."""

from egret.core.chain.checkpoints import Checkpoint, NotACheckpoint
from egret.core.chain.links import GENESIS, Algorithm, NotCanonical, canonical, line, link, read
from egret.core.chain.verification import Fault, Kind, verify

__all__ = [
    "GENESIS",
    "Algorithm",
    "Checkpoint",
    "Fault",
    "Kind",
    "NotACheckpoint",
    "NotCanonical",
    "canonical",
    "line",
    "link",
    "read",
    "verify",
]
