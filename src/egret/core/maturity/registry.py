"""All standards of a folder, by edition and table: those that are asked and scored, and those only stored as given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from egret.core.findings import Finding
from egret.core.maturity.guidance import Guidance, read_guidance
from egret.core.maturity.numbers import Rules, read_rules
from egret.core.maturity.reader import (
    ALL_POINTS,
    BadStandard,
    read_document,
    read_standard,
    read_status,
)
from egret.core.maturity.scoring import AnswerRefused
from egret.core.maturity.standard import LEVELS, GivenLevel, GivenResult, GivenStandard, Standard
from egret.core.reading import BadFile, Table, opened, tables

HELP, RULES = "-help.toml", "-checks.toml"
_AS_GIVEN = "as_given"


class UnknownStandard(KeyError):
    """No standard of that id; says which there are."""

    def __init__(self, wanted: str, known: tuple[str, ...]) -> None:
        super().__init__(f"no standard {wanted!r}; there are {', '.join(known)}")
        self.wanted, self.known = wanted, known

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class Measure:
    """A standard that can be asked: itself, our words about it, and what its raw numbers say."""

    standard: Standard
    guidance: Guidance
    rules: Rules


@dataclass(frozen=True, slots=True)
class Registry:
    """By id, which is edition and table: `2024-manufacturing`."""

    measures: Mapping[str, Measure]
    given: Mapping[str, GivenStandard]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(sorted({*self.measures, *self.given}))

    def measure(self, wanted: str) -> Measure:
        if wanted not in self.measures:
            raise UnknownStandard(wanted, tuple(sorted(self.measures)))
        return self.measures[wanted]

    def as_given(self, wanted: str, level: int, score: Fraction | None = None) -> GivenResult:
        """A result of an edition that is not scored here, kept as it came. Raises AnswerRefused, UnknownStandard."""
        if wanted not in self.given:
            raise UnknownStandard(wanted, tuple(sorted(self.given)))
        if type(level) is not int or not 0 <= level <= LEVELS:
            raise AnswerRefused("level_out_of_range", wanted)
        if score is not None and not 0 <= score <= ALL_POINTS:
            raise AnswerRefused("score_out_of_range", wanted)
        return GivenResult(wanted, level, score)


def read_registry(files: Mapping[str, str]) -> Registry:
    """`files`: name → text of `standards/levels/*.toml`. Raises BadStandard with the findings of all files."""
    findings: list[Finding] = []
    standards: dict[str, Standard] = {}
    given: dict[str, GivenStandard] = {}
    for name in sorted(name for name in files if not name.endswith((HELP, RULES))):
        try:
            read = _read(name, files[name])
        except BadFile as bad:
            findings.extend(bad.findings)
            continue
        findings.extend(_named_well(name, read))
        if isinstance(read, GivenStandard):
            given[read.id] = read
        else:
            standards[read.id] = read
    measures = {
        named: found
        for named, standard in standards.items()
        if (found := _measure(standard, files, findings))
    }
    siblings = {f"{named}{ending}" for named in standards for ending in (HELP, RULES)}
    findings.extend(
        Finding(name, "", "belongs to no standard here", "Name it after the standard's id")
        for name in files
        if name.endswith((HELP, RULES)) and name not in siblings
    )
    if findings:
        raise BadStandard(tuple(sorted(findings)))
    return Registry(measures, given)


def _read(name: str, text: str) -> Standard | GivenStandard:
    return (read_given if tables(text, name).get(_AS_GIVEN) is True else read_standard)(text, name)


def _named_well(name: str, found: Standard | GivenStandard) -> Iterator[Finding]:
    """An id is edition and table, and the name of its file, so no two files can share one."""
    if not found.id.startswith(f"{found.edition}-"):
        yield Finding(
            name, "id", f"{found.id} does not begin with the edition", f"Begin it with {found.edition}-"
        )
    if name != f"{found.id}.toml":
        yield Finding(name, "id", f"{found.id} is not the name of the file", f"Call the file {found.id}.toml")


def _measure(standard: Standard, files: Mapping[str, str], findings: list[Finding]) -> Measure | None:
    help_file, rules_file = f"{standard.id}{HELP}", f"{standard.id}{RULES}"
    absent = [name for name in (help_file, rules_file) if name not in files]
    if absent:
        findings.extend(Finding(name, "", "is missing", "Write it beside the standard") for name in absent)
        return None
    try:
        guidance = read_guidance(files[help_file], help_file, standard)
        rules = read_rules(files[rules_file], rules_file, standard)
    except BadFile as bad:
        findings.extend(bad.findings)
        return None
    return Measure(standard, guidance, rules)


def read_given(text: str, file: str) -> GivenStandard:
    findings: list[Finding] = []
    top = opened(text, file, findings)
    top.flag(_AS_GIVEN)
    given = GivenStandard(
        id=top.text("id"),
        edition=top.text("edition"),
        table=top.text("table"),
        table_en=top.text("table_en"),
        document=read_document(top.table("document")),
        statuses=tuple(read_status(table) for table in top.tables("status")),
        levels=tuple(_given_level(table) for table in top.tables("level")),
    )
    top.close()
    if not findings and [level.level for level in given.levels] != list(range(1, LEVELS + 1)):
        top.fault("level", "the levels are not 1 to 4 in order", "Give each of the four once")
    if findings:
        raise BadStandard(tuple(findings))
    return given


def _given_level(table: Table) -> GivenLevel:
    level = GivenLevel(table.whole("level"), table.text("name"), table.text("name_en"), table.exact("score"))
    table.close()
    return level
