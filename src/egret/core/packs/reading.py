"""From the files of a folder to a pack, or to the list of everything that is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from egret.core.banking.accounts import Account
from egret.core.banking.accounts import check as check_account
from egret.core.days import DayUnit
from egret.core.findings import Finding
from egret.core.maturity.steps import StepTable, read_steps
from egret.core.policy.cases import check_cases, read_cases, rehearsed
from egret.core.policy.clause import Clause, Term
from egret.core.policy.clause_reading import read_clause
from egret.core.policy.mutation import check_mutants
from egret.core.reading import BadFile, Table, opened, rate_of

from .checking import check_pack
from .declared_reading import DECLARED, read_declared
from .form_reading import read_form, read_route
from .languages import LANGUAGE, language_of, other_language
from .model import (
    Ask,
    Base,
    Batch,
    Bearing,
    Deadline,
    District,
    Document,
    FundSource,
    Indicator,
    IndicatorGroup,
    Pack,
    Payer,
    PilotIndustry,
    Purpose,
    ShareBase,
    ShareRule,
    Source,
    Span,
)
from .sanction_reading import SANCTIONS, read_sanctions
from .state_reading import BUDGET, OVERLAP, read_budget, read_decisions, read_externals, read_overlaps
from .voucher_reading import VOUCHERS, read_vouchers

FILES = ("pack.toml", "sources.toml", "city.toml", "programme.toml", "funds.toml", "indicators.toml")
STEPS = "steps.toml"
OPTIONAL = ("calculator.toml", OVERLAP, BUDGET, DECLARED, VOUCHERS, SANCTIONS, STEPS)
MEASURES = (
    "contracted", "contracted_above", "contracted_below", "contracted_innovative",
    "level_2_above", "level_2_below", "level_4", "providers", "reported",
)  # fmt: skip
UNITS = ("enterprises", "pieces", "copies", "percent")


class BadPack(BadFile):
    """Every fault of the pack."""


class OtherLanguage(BadPack):
    """The pack is in a language that this Egret doesn't read: nothing of it was judged."""

    def __init__(self, written: int) -> None:
        super().__init__((other_language(written),))
        self.written = written


def pack_hash(files: Mapping[str, str]) -> str:
    """SHA-256 over the sorted names and texts of the pack's files."""
    digest = hashlib.sha256()
    for name in sorted(files):
        for part in (name, files[name]):
            raw = part.encode()
            digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()


def read_pack(files: Mapping[str, str]) -> Pack:
    """`files`: path inside the pack's folder → text. Raises BadPack with all findings, OtherLanguage before any."""
    written = language_of(files)
    if written != LANGUAGE:
        raise OtherLanguage(written)
    findings: list[Finding] = []
    tops: dict[str, Table] = {}
    for name in sorted({*FILES, *files}):
        if name not in files:
            findings.append(Finding(name, "", "is missing", "Add the file"))
        elif name.endswith(".toml"):
            try:
                tops[name] = opened(files[name], name, findings)
            except BadFile as bad:
                findings.extend(bad.findings)
    for name in (*FILES, *OPTIONAL):
        tops.setdefault(name, Table({}, name, "", []))
    clauses = {name: read_clause(top) for name, top in tops.items() if name.startswith("clauses/")}
    forms = tuple(read_form(top) for name, top in tops.items() if name.startswith("forms/"))
    routes = tuple(read_route(top) for name, top in tops.items() if name.startswith("routes/"))
    pack = replace(
        _assembled(pack_hash(files), tops), clauses=tuple(clauses.values()), forms=forms, routes=routes
    )
    findings.extend(
        Finding(name, "", "is a file nobody reads", "Move or delete it")
        for name in tops
        if name not in (*FILES, *OPTIONAL) and not name.startswith(("clauses/", "forms/", "routes/"))
    )
    check_pack(pack, findings)
    if not findings:
        _check_cases(clauses, files, findings)
    if findings:
        raise BadPack(tuple(sorted(findings)))
    return pack


def _check_cases(clauses: Mapping[str, Clause], files: Mapping[str, str], findings: list[Finding]) -> None:
    for name, clause in clauses.items():
        sheet = name.replace("clauses/", "cases/").replace(".toml", ".csv")
        if sheet not in files:
            findings.append(Finding(sheet, "", f"clause {clause.id} has no cases", "Add the sheet"))
            continue
        found: list[Finding] = []
        cases = read_cases(clause, sheet, files[sheet], found)
        known = rehearsed(clause, cases)
        if not found:
            check_cases(clause, cases, sheet, found, known)
        if not found:
            check_mutants(clause, cases, sheet, found, known)
        findings.extend(found)


def _assembled(sha256: str, tops: Mapping[str, Table]) -> Pack:
    pack, city = tops["pack.toml"].table("pack"), tops["city.toml"].table("city")
    programme, funds, indicators = tops["programme.toml"], tops["funds.toml"], tops["indicators.toml"]
    made = Pack(
        sha256=sha256,
        id=pack.text("id"),
        version=pack.text("version"),
        language=pack.whole("language"),
        term=term(pack, "title"),
        issuer=term(pack, "issuer"),
        valid_from=pack.day("valid_from"),
        valid_to=pack.day("valid_to"),
        city_code=city.text("code"),
        city=term(city, "name"),
        sector=city.text("sector"),
        documents=tuple(_document(row) for row in tops["sources.toml"].each("document")),
        districts=tuple(
            District(row.text("code"), term(row, "name"), row.whole("col"), row.whole("row"))
            for row in tops["city.toml"].each("district")
        ),
        industries=tuple(_industry(row) for row in tops["city.toml"].each("industry")),
        phases=tuple(_span(row) for row in programme.each("phase")),
        batches=tuple(_batch(row) for row in programme.each("batch")),
        periods=tuple(_span(row) for row in programme.each("period")),
        deadlines=tuple(_deadline(row) for row in programme.each("deadline")),
        fund_sources=tuple(
            FundSource(row.text("id"), term(row, "name"), source(row)) for row in funds.each("source")
        ),
        purposes=tuple(Purpose(row.text("id"), term(row, "name")) for row in funds.each("purpose")),
        share_rules=tuple(_share(row) for row in funds.each("share")),
        bearings=tuple(_bearing(row) for row in funds.each("bears")),
        payer=_payer(funds.table("payer")) if funds.has("payer") else None,
        groups=tuple(IndicatorGroup(row.text("id"), term(row, "title")) for row in indicators.each("group")),
        bases=tuple(
            Base(row.text("id"), term(row, "title"), row.whole("count"), source(row))
            for row in indicators.each("base")
        ),
        indicators=tuple(_indicator(row) for row in indicators.each("indicator")),
        clauses=(),
        forms=(),
        routes=(),
        asks=_asks(tops["calculator.toml"]),
        externals=read_externals(tops[OVERLAP]),
        overlaps=read_overlaps(tops[OVERLAP]),
        budget=read_budget(tops[BUDGET]),
        declared=read_declared(tops[DECLARED]),
        steps=_prices(tops[STEPS]),
        vouchers=read_vouchers(tops[VOUCHERS]),
        sanctions=read_sanctions(tops[SANCTIONS]),
        decisions=tuple(
            decision
            for name in (OVERLAP, BUDGET, VOUCHERS, SANCTIONS)
            for decision in read_decisions(tops[name])
        ),
    )
    for table in (pack, city, *(tops[name] for name in (*FILES, *OPTIONAL))):
        table.close()
    return made


def term(table: Table, key: str) -> Term:
    return Term(table.text(key), table.text(f"{key}_en"))


def source(table: Table) -> Source:
    return Source(table.text("document"), table.text("article"))


def _document(row: Table) -> Document:
    return Document(
        row.text("id"),
        term(row, "title"),
        row.text("issuer"),
        row.maybe("number"),
        row.maybe("dated"),
        row.flag("verified"),
        Term(row.maybe("note"), row.maybe("note_en")),
        row.texts("items") if row.has("items") else (),
    )


def _industry(row: Table) -> PilotIndustry:
    note = Term(row.maybe("note"), row.maybe("note_en"))
    return PilotIndustry(row.text("id"), term(row, "name"), row.texts("codes"), source(row), note)


def _span(row: Table) -> Span:
    return Span(row.text("id"), term(row, "title"), row.day("from"), row.day("to"), row.text("article"))


def _batch(row: Table) -> Batch:
    return Batch(
        id=row.text("id"),
        term=term(row, "title"),
        places=row.whole("places"),
        opens_on=row.day("opens"),
        closes_on=row.day("closes"),
        accepts_from=row.day("accepts_from"),
        accepts_to=row.day("accepts_to"),
        form=row.text("form"),
        route=row.text("route"),
        clause=row.text("clause"),
        article=row.text("article"),
    )


def _deadline(row: Table) -> Deadline:
    unit = DayUnit(row.word("unit", [*DayUnit]) or DayUnit.CALENDAR)
    return Deadline(row.text("id"), row.whole("days"), unit, source(row))


def _asks(top: Table) -> tuple[Ask, ...]:
    return tuple(Ask(row.text("fact"), term(row, "title")) for row in top.each("ask", needed=False))


def _payer(row: Table) -> Payer:
    given = Account(row.text("name"), row.text("number"), row.text("bank"), row.maybe("bank_no"))
    checked = check_account(given)
    for fault in checked.faults:
        row.fault(fault.where, f"{fault.given!r} is none that a bank could take", "Write it as the bank does")
    payer = Payer(checked.account, row.whole("missing_after"), source(row))
    row.close()
    return payer


def _share(row: Table) -> ShareRule:
    base = row.word("base", [*ShareBase]) if row.has("base") else ShareBase.APPROPRIATED
    at_least = row.rate("at_least")
    warn_at = row.rate("warn_at") if row.has("warn_at") else Fraction(1)
    for key, rate in (("at_least", at_least), ("warn_at", warn_at)):
        if rate > 1:
            row.fault(key, f"{rate} is more than the whole", "Write a rate up to 100%")
    return ShareRule(
        fund_source=row.text("source"),
        purpose=row.text("purpose"),
        at_least=at_least,
        base=ShareBase(base or ShareBase.APPROPRIATED),
        warn_at=warn_at,
        source=source(row),
    )


def _prices(top: Table) -> StepTable | None:
    """A city without a table of steps has none; a table that is begun is whole."""
    return read_steps(top) if top.has("standard") or top.has("raise") else None


def _bearing(row: Table) -> Bearing:
    parts = dict(_rates(row, "parts"))
    if sum(parts.values()) != 1:
        row.fault("parts", "do not sum to 100%", "Mend the parts")
    return Bearing(row.text("clause"), row.text("purpose"), parts, source(row))


def _rates(row: Table, key: str) -> Iterator[tuple[str, Fraction]]:
    for name, text in row.mapping(key).items():
        rate = rate_of(text) if isinstance(text, str) else None
        if rate is None:
            row.fault(f"{key}.{name}", f"{text!r} is no rate", 'Write a rate like "40%"')
        yield name, rate or Fraction(0)


def _indicator(row: Table) -> Indicator:
    unit, base = row.word("unit", UNITS), row.maybe("base")
    if (unit == "percent") != bool(base):
        row.fault("base", "goes with the unit percent, and only with it", "Name the base of a share")
    targets: dict[str, Fraction] = {}
    if unit == "percent":
        targets = dict(_rates(row, "targets"))
    else:
        for period, count in row.mapping("targets").items():
            if type(count) is not int or count < 0:
                row.fault(f"targets.{period}", f"{count!r} is no count", "Write a whole number")
            targets[period] = Fraction(count) if type(count) is int else Fraction(0)
    return Indicator(
        id=row.text("id"),
        group=row.text("group"),
        term=term(row, "title"),
        unit=unit,
        measure=row.word("measure", MEASURES),
        base=base,
        targets=targets,
        article=row.text("article"),
    )
