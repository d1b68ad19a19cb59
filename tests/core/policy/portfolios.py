"""Small populations of the Xiamen pack's clauses, with groups and enterprises that stand in several cases."""

import numpy as np
from tests.core.policy.population import population as frame_of

from egret.core.policy.population import Rows, population

GROUPS = {"district": ("海沧", "集美", "空"), "size": ("小", "微")}


def rows(clause, count, seed, *, enterprises, faulty=0.02):
    rng = np.random.default_rng(seed)
    frame = frame_of(clause, count, seed, faulty=faulty)
    days = next(frame[fact.term.label] for fact in clause.facts if fact.kind == "date")
    codes = {"district": rng.integers(0, 2, count), "size": rng.integers(0, 2, count)}
    return Rows(frame, rng.integers(0, enterprises, count), days, codes)


def small(clauses, count=300, seed=7, *, enterprises=120):
    names = [f"企业{place}" for place in range(enterprises)]
    made = {clause.id: rows(clause, count, seed, enterprises=enterprises) for clause in clauses}
    return population(GROUPS, names, made)
