"""`egret policy`: a pack checked, a case explained, a clause run over a file, a reform compared, a line shared."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import numpy as np

from egret.base.portfolio import FileRefused, read_portfolio, write_outcome
from egret.core.maturity.steps import check_steps
from egret.core.packs.model import Pack, by_id
from egret.core.packs.reading import STEPS, read_pack
from egret.core.policy.answers import Cause, Why, why_nothing
from egret.core.policy.case_file import read_case
from egret.core.policy.clause import Clause, Kind
from egret.core.policy.columns import plan
from egret.core.policy.evaluation import REFUSALS, CaseRefused, Line, evaluate
from egret.core.policy.explaining import calculation, fact_text, name, value_text
from egret.core.policy.population import total
from egret.core.reading import BadFile
from egret.rooms.assessment import queries as assessments
from egret.rooms.city import queries as city

from .answer import Answer, NotCalledSo, faulty, progress, unreadable
from .comparison import whatif
from .sharing import share_file


def policy(options: Namespace) -> Answer:
    """A fault that people can mend in a file is told and exits 1; a file or a clause that is not there exits 2."""
    try:
        files = city.files_of(options.pack)
        if not files:
            raise NotCalledSo(f"{options.pack} holds no pack")
        return _WHAT[options.what](read_pack(files), options)
    except BadFile as bad:
        return faulty(bad.findings)
    except FileRefused as bad:
        return faulty((unreadable(bad),))


def _check(pack: Pack, _options: Namespace) -> Answer:
    if pack.steps and (unfit := check_steps(pack.steps, assessments.standard(), STEPS)):
        return faulty(unfit)
    return Answer(
        f"✓ {pack.id} {pack.version} {pack.sha256}", {"pack": pack.id, "sha256": pack.sha256, "faults": []}
    )


def _clause(pack: Pack, clause_id: str) -> Clause:
    try:
        return by_id(pack.clauses, clause_id)
    except KeyError:
        known = ", ".join(clause.id for clause in pack.clauses)
        raise NotCalledSo(f"{pack.id} has no clause {clause_id!r}; it has {known}") from None


def _explain(pack: Pack, options: Namespace) -> Answer:
    clause, language = _clause(pack, options.clause), options.language
    facts = read_case(clause, _text(options.case), options.case.name)
    try:
        evaluation = evaluate(clause, facts, due=options.due or clause.award)
    except CaseRefused as refused:
        told = {"code": refused.code, "at": name(refused.term, language)}
        return Answer(f"✗ {told['code']}: {told['at']}", {"refused": told}, well=False)
    lines = [_line(line, language) for line in evaluation.lines]
    causes = why_nothing(evaluation, options.due or clause.award)
    why = [_cause(cause, language) for cause in causes]
    plain = {
        "clause": clause.id,
        "pack": pack.sha256,
        "facts": {
            name(fact.term, language): fact_text(fact, facts[fact.term.label], language)
            for fact in clause.facts
            if fact.term.label in facts
        },
        "lines": lines,
        "why_nothing": why,
    }
    text = [f"{line['step']} = {line['value']}  〔{clause.article}〕\n    {line['why']}" for line in lines]
    return Answer("\n".join([*text, *(f"○ {one}" for one in why)]), plain)


def _line(line: Line, language: str) -> dict[str, object]:
    return {
        "step": name(line.step.term, language),
        "value": value_text(line.value, line.step.kind, language),
        "fen": line.value if line.step.kind == Kind.MONEY else None,
        "bound": line.trace.bound if line.trace else None,
        "why": calculation(line, language),
    }


def _cause(cause: Cause, language: str) -> str:
    evidence = "、".join(name(paper, language) for paper in cause.fact.evidence) if cause.fact else ""
    where = f" [{evidence}]" if evidence else ""
    return f"{_WHY[language][cause.why]}：{name(cause.term, language)}{where}"


_WHY = {
    "zh": {
        Why.CONDITION: "条件不满足",
        Why.COMPARISON: "比较不成立",
        Why.NOTHING: "数额为零",
        Why.VALUE: "条款规定为零",
        Why.HANDED: "由其他政策办理",
    },
    "en": {
        Why.CONDITION: "a condition is not met",
        Why.COMPARISON: "a comparison does not hold",
        Why.NOTHING: "it is zero",
        Why.VALUE: "the clause says zero",
        Why.HANDED: "another policy takes it over",
    },
}


def _run(pack: Pack, options: Namespace) -> Answer:
    clause = _clause(pack, options.clause)
    if not options.out.parent.is_dir():
        raise NotCalledSo(f"{options.out.parent} is no folder")
    progress(f"reading {options.facts.name}")
    cases = read_portfolio(options.facts, clause)
    progress(f"clause {clause.id}, {len(cases.rows)} rows")
    outcome = plan(clause).run(cases.frame)
    write_outcome(options.out, clause, cases, outcome)
    counts = np.bincount(outcome.refused, minlength=len(REFUSALS) + 1)[1:]
    refused = {code: int(count) for code, count in zip(REFUSALS, counts, strict=True) if count}
    award = total(outcome.values[clause.award])
    plain = {
        "clause": clause.id,
        "rows": len(cases.rows),
        "award_fen": award,
        "refused": refused,
        "faults": [],
    }
    told = ", ".join(f"{code} {count}" for code, count in refused.items()) or "none"
    paid = value_text(award, Kind.MONEY, "en")
    text = f"✓ {len(cases.rows)} rows, {clause.award} {paid} in all, refused: {told} → {options.out}"
    return Answer(text, plain)


def _text(path: Path) -> str:
    return path.read_text("utf-8")


_WHAT = {"check": _check, "explain": _explain, "run": _run, "whatif": whatif, "share": share_file}
