"""Clauses 3, 6 and 8 as a careful person writes them in numpy: int64 fen, floor by `//`, conditions multiplied in."""

from __future__ import annotations

import numpy as np
from policy_cases import WAN, Columns

CAPS = np.array([0, 0, 25 * WAN, 35 * WAN, 40 * WAN])


class Engine:
    def columns(self, inputs: Columns) -> Columns:
        pilot, accepted = inputs["pilot"], inputs["accepted"]
        diagnosis = np.minimum(inputs["diagnosis_fee"] * 60 // 100, 6 * WAN) * pilot
        cloud = np.minimum(inputs["cloud_fee"] * 30 // 100, 30 * WAN) * (
            inputs["first_use"] & inputs["registered"]
        )
        advance = np.minimum(inputs["first_payment"] * 40 // 100, 10 * WAN) * pilot
        gross = np.minimum(inputs["invest"] * 40 // 100, CAPS[inputs["level"]]) * (pilot & accepted)
        due = np.maximum(gross - inputs["other_award"], 0)
        return {
            "diagnosis": diagnosis,
            "cloud": cloud,
            "advance": advance,
            "gross": gross,
            "due": due,
            "balance": np.maximum(due - advance, 0),
            "recovery": np.maximum(inputs["paid"] - due, 0),
            "total": diagnosis + cloud + due,
        }
