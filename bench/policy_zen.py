"""The same clauses as a zen decision graph over whole fen, called once a case as its authors intend."""

from __future__ import annotations

import numpy as np
import zen
from policy_cases import OUTPUTS, Columns

RULES = (
    ("diagnosis", "pilot ? min([floor(diagnosis_fee * 0.6), 6000000]) : 0"),
    ("cloud", "first_use and registered ? min([floor(cloud_fee * 0.3), 30000000]) : 0"),
    ("advance", "pilot ? min([floor(first_payment * 0.4), 10000000]) : 0"),
    ("cap", "level == 4 ? 40000000 : level == 3 ? 35000000 : level == 2 ? 25000000 : 0"),
    ("gross", "pilot and accepted ? min([floor(invest * 0.4), $.cap]) : 0"),
    ("due", "max([$.gross - other_award, 0])"),
    ("balance", "max([$.due - $.advance, 0])"),
    ("recovery", "max([paid - $.due, 0])"),
    ("total", "$.diagnosis + $.cloud + $.due"),
)


def _graph() -> dict[str, object]:
    place = {"x": 0, "y": 0}
    expressions = [{"id": key, "key": key, "value": value} for key, value in RULES]
    nodes = (
        ("in", "inputNode", {}),
        ("rules", "expressionNode", {"expressions": expressions}),
        ("out", "outputNode", {}),
    )
    return {
        "nodes": [
            {"id": name, "name": name, "type": kind, "position": place, "content": content}
            for name, kind, content in nodes
        ],
        "edges": [
            {"id": "a", "sourceId": "in", "targetId": "rules", "type": "edge"},
            {"id": "b", "sourceId": "rules", "targetId": "out", "type": "edge"},
        ],
    }


class Engine:
    def __init__(self) -> None:
        self.engine = zen.ZenEngine({"loader": {"type": "static", "content": {"clauses": _graph()}}})

    def columns(self, inputs: Columns) -> Columns:
        names, decide = list(inputs), self.engine.evaluate
        count = len(inputs["invest"])
        out = {name: np.empty(count, np.int64) for name in OUTPUTS}
        lists = zip(*(inputs[name].tolist() for name in names), strict=True)
        for place, values in enumerate(lists):
            result = decide("clauses", dict(zip(names, values, strict=True)))["result"]
            for name in OUTPUTS:
                out[name][place] = round(result[name])
        return out

    def single(self, case: dict[str, int | bool]) -> object:
        return self.engine.evaluate("clauses", case, {"trace": True})
