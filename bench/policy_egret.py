"""The same clauses from their TOML: columns, one traced case with its Chinese text, and SQL."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
from policy_cases import OUTPUTS, SIGNED_ON, Columns

from egret.core.findings import Finding
from egret.core.policy.clause import Clause, Kind, Value
from egret.core.policy.clause_reading import read_clause
from egret.core.policy.columns import Frame, plan
from egret.core.policy.evaluation import evaluate
from egret.core.policy.explaining import calculation
from egret.core.policy.sql import sql
from egret.core.reading import opened

CLAUSES = Path(__file__).resolve().parent / "clauses"
DATES = ("claimed_on", "signed_on")


def clauses() -> list[Clause]:
    read = []
    for path in sorted(CLAUSES.glob("*.toml")):
        findings: list[Finding] = []
        read.append(read_clause(opened(path.read_text("utf-8"), path.name, findings)))
        # An output that no payment hangs on is a fault of a pack; here it is what engines are compared by.
        assert {finding.wrong for finding in findings} <= {"is declared and never used"}, findings
    return read


def frame(clause: Clause, inputs: Columns, days: np.ndarray | None = None) -> Frame:
    """`inputs` by label; every case is dated alike unless `days` are given."""
    count = len(inputs["invest"])
    day = np.broadcast_to(np.int64(SIGNED_ON), count) if days is None else days
    return {fact.term.label: day if fact.id in DATES else inputs[fact.id] for fact in clause.facts}


class Engine:
    def __init__(self, read: list[Clause] | None = None) -> None:
        self.clauses = read or clauses()
        self.plans = [plan(clause) for clause in self.clauses]

    def columns(self, inputs: Columns, days: np.ndarray | None = None) -> Columns:
        out = {}
        for clause, ready in zip(self.clauses, self.plans, strict=True):
            values = ready.run(frame(clause, inputs, days)).values
            out |= {step.id: values[step.term.label] for step in clause.steps}
        out["total"] = out["diagnosis"] + out["cloud"] + out["due"]
        return {name: out[name] for name in OUTPUTS}

    def single(self, case: dict[str, int | bool]) -> object:
        """Every step of the three clauses with its reasoning in Chinese."""
        return [
            calculation(line, "zh")
            for clause in self.clauses
            for line in evaluate(clause, facts(clause, case)).lines
        ]


class Sql:
    """The same clauses as an auditor's data base computes them, on one thread."""

    def __init__(self) -> None:
        self.clauses = clauses()

    def columns(self, inputs: Columns) -> Columns:
        out = {}
        with duckdb.connect(config={"threads": 1}) as con:
            for clause in self.clauses:
                con.register(
                    "facts",
                    {label: np.ascontiguousarray(one) for label, one in frame(clause, inputs).items()},
                )
                found = con.execute(sql(clause, "facts")).fetchnumpy()
                out |= {step.id: np.ma.getdata(found[step.term.label]) for step in clause.steps}
        out["total"] = out["diagnosis"] + out["cloud"] + out["due"]
        return {name: out[name] for name in OUTPUTS}


def facts(clause: Clause, case: dict[str, int | bool]) -> dict[str, Value]:
    day = date(1970, 1, 1) + timedelta(days=SIGNED_ON)
    given: dict[str, Value] = {fact.id: case[fact.id] for fact in clause.facts if fact.kind != Kind.DATE}
    return clause.facts_by_id(given | {fact.id: day for fact in clause.facts if fact.kind == Kind.DATE})
