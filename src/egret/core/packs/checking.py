"""Faults that only show when a pack's files are seen side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta
from itertools import pairwise

from egret.core.findings import Finding
from egret.core.policy.clause import Fact

from .declared_reading import check_declared
from .model import Pack, Source, Span
from .sanction_reading import SANCTIONS, check_sanctions
from .state_reading import check_state
from .voucher_reading import VOUCHERS, check_vouchers


def check_pack(pack: Pack, findings: list[Finding]) -> None:
    findings.extend(_cited_documents(pack))
    findings.extend(_spans("programme.toml", "phase", pack.phases))
    findings.extend(_spans("programme.toml", "period", pack.periods))
    findings.extend(_batches(pack))
    findings.extend(_names(pack))
    findings.extend(_facts(pack))
    findings.extend(check_state(pack))
    findings.extend(check_declared(pack))
    findings.extend(check_vouchers(pack))
    findings.extend(check_sanctions(pack))


def _unknown(file: str, key: str, word: str, known: Collection[str]) -> Iterator[Finding]:
    if word and word not in known:
        yield Finding(file, key, f"{word!r} is not declared", f"Use one of: {', '.join(sorted(known))}")


def _cited_documents(pack: Pack) -> Iterator[Finding]:
    known = {document.id for document in pack.documents}
    cited: list[tuple[str, str, Source]] = [
        *(("city.toml", f"industry {part.id}", part.source) for part in pack.industries),
        *(("programme.toml", f"deadline {part.id}", part.source) for part in pack.deadlines),
        *(("funds.toml", f"source {part.id}", part.source) for part in pack.fund_sources),
        *(("funds.toml", f"share {part.fund_source}", part.source) for part in pack.share_rules),
        *(("funds.toml", f"bears {part.clause}", part.source) for part in pack.bearings),
        *(("indicators.toml", f"base {part.id}", part.source) for part in pack.bases),
        *(
            ("overlap.toml", f"overlap {part.id}", Source(part.document, part.article))
            for part in pack.overlaps
        ),
        *(("budget.toml", f"line {part.id}", Source(part.document, part.article)) for part in pack.budget),
        *(
            ("steps.toml", f"raise {part.code}", Source(part.document, part.article))
            for part in (pack.steps.steps if pack.steps else ())
        ),
        *((f"clause {part.id}", "document", Source(part.document, part.article)) for part in pack.clauses),
        *((VOUCHERS, f"voucher {part.id}", part.source) for part in pack.vouchers),
        *((SANCTIONS, f"sanction {part.id}", part.source) for part in pack.sanctions),
    ]
    for file, key, source in cited:
        yield from _unknown(file, f"{key}.document", source.document, known)


def _spans(file: str, key: str, spans: tuple[Span, ...]) -> Iterator[Finding]:
    for span in spans:
        if span.from_on > span.to_on:
            yield Finding(file, f"{key} {span.id}", "ends before it begins", "Swap or mend the dates")
    for earlier, later in pairwise(spans):
        gap = later.from_on - earlier.to_on
        if gap != timedelta(days=1):
            wrong = "overlaps" if gap < timedelta(days=1) else "leaves a gap after"
            yield Finding(
                file,
                f"{key} {later.id}",
                f"{wrong} {key} {earlier.id}",
                "Let each begin the day after the last",
            )


def _batches(pack: Pack) -> Iterator[Finding]:
    for batch in pack.batches:
        key = f"batch {batch.id}"
        if batch.opens_on > batch.closes_on or batch.accepts_from > batch.accepts_to:
            yield Finding("programme.toml", key, "ends before it begins", "Swap or mend the dates")
        yield from _unknown("programme.toml", f"{key}.form", batch.form, {form.id for form in pack.forms})
        yield from _unknown(
            "programme.toml", f"{key}.route", batch.route, {route.id for route in pack.routes}
        )
        clauses = {clause.id for clause in pack.clauses}
        yield from _unknown("programme.toml", f"{key}.clause", batch.clause, clauses)
    for earlier, later in pairwise(pack.batches):
        if later.opens_on <= earlier.closes_on:
            yield Finding(
                "programme.toml", f"batch {later.id}", f"overlaps batch {earlier.id}", "Mend the dates"
            )


def _names(pack: Pack) -> Iterator[Finding]:
    sources, purposes = {part.id for part in pack.fund_sources}, {part.id for part in pack.purposes}
    deadlines, periods = {part.id for part in pack.deadlines}, {part.id for part in pack.periods}
    clauses = {part.id for part in pack.clauses}
    for rule in pack.share_rules:
        yield from _unknown("funds.toml", "share.source", rule.fund_source, sources)
        yield from _unknown("funds.toml", "share.purpose", rule.purpose, purposes)
    for bearing in pack.bearings:
        yield from _unknown("funds.toml", "bears.clause", bearing.clause, clauses)
        yield from _unknown("funds.toml", "bears.purpose", bearing.purpose, purposes)
        for part in bearing.parts:
            yield from _unknown("funds.toml", "bears.parts", part, sources)
    for clause in clauses - {bearing.clause for bearing in pack.bearings}:
        yield Finding("funds.toml", "bears", f"nobody bears clause {clause}", "Add [[bears]] with its parts")
    for route in pack.routes:
        yield from _unknown(f"route {route.id}", "notice", route.notice, deadlines)
        for step in route.steps:
            yield from _unknown(f"route {route.id}", f"step {step.id}.deadline", step.deadline, deadlines)
    groups, bases = {part.id for part in pack.groups}, {part.id for part in pack.bases}
    for indicator in pack.indicators:
        key = f"indicator {indicator.id}"
        yield from _unknown("indicators.toml", f"{key}.group", indicator.group, groups)
        yield from _unknown("indicators.toml", f"{key}.base", indicator.base, bases)
        for period in periods ^ indicator.targets.keys():
            cure = "Give a target for each period and no other"
            yield Finding("indicators.toml", f"{key}.targets", f"{period} is missing or unknown", cure)


def _facts(pack: Pack) -> Iterator[Finding]:
    """A fact that several clauses ask for is the same everywhere, and the calculator asks for what some clause needs."""
    first: dict[str, Fact] = {}
    for clause in pack.clauses:
        for fact in clause.facts:
            known = first.setdefault(fact.id, fact)
            same = (known.term, known.kind, known.values) == (fact.term, fact.kind, fact.values)
            if not same:
                wrong = "is another fact in an earlier clause"
                cure = "Give it the same label, type and values, or an id of its own"
                yield Finding(f"clause {clause.id}", f"fact {fact.id}", wrong, cure)
    for ask in pack.asks:
        yield from _unknown("calculator.toml", "ask.fact", ask.fact, first.keys())
