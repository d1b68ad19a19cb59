"""Reads a standard from its TOML text, or says everything that is wrong with it."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from egret.core.findings import Finding
from egret.core.maturity.standard import (
    LEVELS,
    MOST_OPTIONS,
    PERCENT,
    Area,
    Band,
    Dimension,
    Document,
    Field,
    Kind,
    Level,
    Option,
    Question,
    Scenario,
    Share,
    Standard,
    Status,
)
from egret.core.reading import BadFile, Table, opened, twice

ALL_POINTS = 100
SCENARIOS = 16


class BadStandard(BadFile):
    pass


def read_standard(text: str, file: str) -> Standard:
    findings: list[Finding] = []
    try:
        top = opened(text, file, findings)
    except BadFile as fault:
        raise BadStandard(fault.findings) from None
    standard = Standard(
        id=top.text("id"),
        edition=top.text("edition"),
        table=top.text("table"),
        table_en=top.text("table_en"),
        document=read_document(top.table("document")),
        statuses=tuple(read_status(table) for table in top.tables("status")),
        dimensions=tuple(_dimension(table) for table in top.tables("dimension")),
        questions=tuple(_question(table) for table in top.tables("question")),
        areas=tuple(_area(table) for table in top.tables("area")),
        scenarios=tuple(_scenario(table) for table in top.tables("scenario")),
        levels=tuple(_level(table) for table in top.tables("level")),
    )
    top.close()
    # Sums and orders over values that could not be read would only repeat the first fault.
    if not findings:
        _check_codes(standard, top)
        _check_points(standard, top)
        _check_fields(standard, top)
        _check_levels(standard, top)
    if findings:
        raise BadStandard(tuple(findings))
    return standard


def read_document(table: Table) -> Document:
    document = Document(
        title=table.text("title"),
        title_en=table.text("title_en"),
        number=table.text("number"),
        issued_on=table.day("issued_on"),
        issuer=table.text("issuer"),
        issuer_en=table.text("issuer_en"),
        url=table.text("url"),
    )
    table.close()
    return document


def read_status(table: Table) -> Status:
    status = Status(table.text("part"), table.flag("verified"), table.text("note"), table.text("note_en"))
    table.close()
    return status


def _dimension(table: Table) -> Dimension:
    dimension = Dimension(
        table.text("code"), table.text("name"), table.text("name_en"), table.exact("points")
    )
    table.close()
    return dimension


def _question(table: Table) -> Question:
    question = Question(
        code=table.text("code"),
        dimension=table.text("dimension"),
        level2=table.text("level2"),
        level2_en=table.text("level2_en"),
        level3=table.text("level3"),
        level3_en=table.text("level3_en"),
        title=table.text("title"),
        title_en=table.text("title_en"),
        kind=_kind(table),
        points=table.exact("points"),
        options=tuple(_option(option) for option in table.tables("options")),
        fields=tuple(read_field(field) for field in table.tables("fields")) if table.has("fields") else (),
        share=_share(table.table("share")) if table.has("share") else None,
    )
    table.close()
    _check_options(question, table)
    return question


def _kind(table: Table) -> Kind:
    typed = table.text("kind")
    if typed in set(Kind):
        return Kind(typed)
    if typed:
        table.fault("kind", f"{typed!r} is not a kind of question", "Give single or multi")
    return Kind.SINGLE


def _option(table: Table) -> Option:
    option = Option(
        key=table.text("key"),
        label=table.text("label"),
        label_en=table.text("label_en"),
        points=table.exact("points"),
        alone=table.flag("alone") if table.has("alone") else False,
        band=_band(table) if table.has("band") else None,
    )
    table.close()
    return option


def _band(table: Table) -> Band | None:
    match table.wholes("band"):
        case (above, upto) if above < upto <= PERCENT:
            return Band(above, upto)
        case ends:
            table.fault(
                "band", f"{list(ends)} is not a band", "Give two rising percentages, such as [10, 20]"
            )
            return None


def read_field(table: Table) -> Field:
    field = Field(
        key=table.text("key"),
        label=table.text("label"),
        label_en=table.text("label_en"),
        unit=table.text("unit"),
        unit_en=table.text("unit_en"),
    )
    table.close()
    return field


def _share(table: Table) -> Share:
    share = Share(table.text("part"), table.text("whole"))
    table.close()
    return share


def _area(table: Table) -> Area:
    area = Area(table.text("code"), table.text("name"), table.text("name_en"))
    table.close()
    return area


def _scenario(table: Table) -> Scenario:
    scenario = Scenario(
        code=table.text("code"),
        area=table.text("area"),
        name=table.text("name"),
        name_en=table.text("name_en"),
        binding=table.flag("binding"),
        levels=table.texts("levels"),
        levels_en=table.texts("levels_en"),
    )
    table.close()
    for key, texts in (("levels", scenario.levels), ("levels_en", scenario.levels_en)):
        if texts and len(texts) != LEVELS:
            table.fault(key, f"{len(texts)} descriptions", f"Give {LEVELS}, the lowest level first")
    return scenario


def _level(table: Table) -> Level:
    level = Level(
        level=table.whole("level"),
        name=table.text("name"),
        name_en=table.text("name_en"),
        score=table.exact("score"),
        scenarios=table.whole("scenarios"),
        binding=table.whole("binding"),
    )
    table.close()
    if level.binding > level.scenarios:
        table.fault("binding", "more binding scenarios than scenarios", "Binding ones are counted among them")
    return level


def _check_options(question: Question, table: Table) -> None:
    options = question.options
    if not options:
        return
    if len(options) > MOST_OPTIONS:
        table.fault("options", f"{len(options)} options", f"Give at most {MOST_OPTIONS}")
    points = [option.points for option in options]
    if question.kind is Kind.MULTI:
        if [option.points for option in options if option.alone] != [0]:
            table.fault(
                "options", "a multi question needs one answer of none", "Mark one of 0 points as alone"
            )
        if any(not option.points for option in options if not option.alone):
            table.fault("options", "an option is worth nothing", "Give it points")
        if any(option.band for option in options):
            table.fault("options", "bands on a multi question", "Only a single question has bands")
        best = sum(points, Fraction(0))
    else:
        if points[0] or any(low >= high for low, high in pairwise(points)):
            table.fault("options", "points do not rise from 0", "Order the options from 0 points upwards")
        if any(option.alone for option in options):
            table.fault("options", "alone on a single question", "Only a multi question needs it")
        _check_bands(options, table)
        best = max(points)
    if best != question.points:
        table.fault("points", f"the options give up to {best}, not {question.points}", "Make them agree")


def _check_bands(options: tuple[Option, ...], table: Table) -> None:
    bands = [option.band for option in options if option.band]
    if not bands:
        return
    joined = all(low.upto == high.above for low, high in pairwise(bands))
    if len(bands) < len(options) or bands[0].above or bands[-1].upto != PERCENT or not joined:
        table.fault("options", "the bands leave a gap or overlap", "Let them join from 0 to 100")


def _check_codes(standard: Standard, top: Table) -> None:
    named = {
        "status": tuple(status.part for status in standard.statuses),
        "dimension": tuple(dimension.code for dimension in standard.dimensions),
        "question": tuple(question.code for question in standard.questions),
        "area": tuple(area.code for area in standard.areas),
        "scenario": tuple(scenario.code for scenario in standard.scenarios),
    }
    for question in standard.questions:
        named[f"question.{question.code}.options"] = tuple(option.key for option in question.options)
    for place, codes in named.items():
        for code in twice(codes):
            top.fault(place, f"{code} is given twice", "Give each its own code")
    for question in standard.questions:
        if question.dimension not in named["dimension"]:
            top.fault(
                f"question.{question.code}", f"unknown dimension {question.dimension}", "Name one given"
            )
    for scenario in standard.scenarios:
        if scenario.area not in named["area"]:
            top.fault(f"scenario.{scenario.code}", f"unknown area {scenario.area}", "Name one given")


def _check_points(standard: Standard, top: Table) -> None:
    total = sum((dimension.points for dimension in standard.dimensions), Fraction(0))
    if total != ALL_POINTS:
        top.fault("dimension", f"points sum to {total}", f"Let them sum to {ALL_POINTS}")
    for dimension in standard.dimensions:
        asked = [question.points for question in standard.questions if question.dimension == dimension.code]
        if sum(asked, Fraction(0)) != dimension.points:
            wrong = f"its questions sum to {sum(asked, Fraction(0))}, not {dimension.points}"
            top.fault(f"dimension.{dimension.code}", wrong, "Make them agree")


def _check_fields(standard: Standard, top: Table) -> None:
    fields = tuple(field.key for question in standard.questions for field in question.fields)
    for key in twice(fields):
        top.fault("question", f"the field {key} is asked twice", "Give each its own key")
    for question in standard.questions:
        share = question.share
        if share is None:
            continue
        for key in (share.part, share.whole):
            if key not in fields:
                top.fault(
                    f"question.{question.code}.share", f"unknown field {key}", "Name a field that is asked"
                )
        if not question.options[0].band:
            top.fault(f"question.{question.code}.share", "a share without bands", "Give the options bands")


def _check_levels(standard: Standard, top: Table) -> None:
    if len(standard.scenarios) != SCENARIOS:
        top.fault("scenario", f"{len(standard.scenarios)} scenarios", f"Give {SCENARIOS}")
    if [level.level for level in standard.levels] != list(range(1, LEVELS + 1)):
        top.fault("level", "the levels are not 1 to 4 in order", "Give each of the four once")
    for low, high in pairwise(standard.levels):
        rising = high.score > low.score and high.scenarios >= low.scenarios and high.binding >= low.binding
        if not rising:
            wrong = f"level {high.level} asks for less than level {low.level}"
            top.fault(f"level[{high.level - 1}]", wrong, "A higher level never asks for less")
    highest = standard.levels[-1]
    binding = sum(scenario.binding for scenario in standard.scenarios)
    if highest.score > ALL_POINTS or highest.scenarios > len(standard.scenarios) or highest.binding > binding:
        top.fault("level", f"level {highest.level} cannot be reached", "Ask for no more than there is")
