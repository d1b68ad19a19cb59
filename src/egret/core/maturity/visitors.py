"""What holds for those who assess themselves without an account."""

from __future__ import annotations

from dataclasses import dataclass

from egret.core.findings import Finding
from egret.core.reading import BadFile, opened


@dataclass(frozen=True, slots=True)
class VisitorRules:
    """`keep_days` since the last answer; `least_peers` before a comparison is shown; `wrong_codes` an hour and address."""

    keep_days: int
    least_peers: int
    wrong_codes: int


def read_visitor_rules(text: str, file: str) -> VisitorRules:
    """Raises BadFile."""
    findings: list[Finding] = []
    top = opened(text, file, findings)
    rules = VisitorRules(top.whole("keep_days"), top.whole("least_peers"), top.whole("wrong_codes"))
    top.close()
    for key in ("keep_days", "least_peers", "wrong_codes"):
        if not findings and not getattr(rules, key):
            top.fault(key, "is nothing", "Give a whole number above zero")
    if findings:
        raise BadFile(tuple(findings))
    return rules
