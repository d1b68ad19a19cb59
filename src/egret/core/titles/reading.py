"""From the files of `standards/titles/` to rule sets, or to everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise

from egret.core.conditions import Condition, Sign, read_conditions
from egret.core.findings import Finding
from egret.core.reading import BadFile, Table, opened, twice
from egret.core.titles.rules import (
    Fact,
    Figure,
    Group,
    Indicator,
    Kind,
    Made,
    Need,
    Note,
    Tier,
    Title,
    TitleRules,
    Titles,
    Words,
)

FACTS = "facts.toml"
SCORE = "score"
OPEN_END = date(9999, 12, 31)
_PARTS = {
    Figure.SHARE: 2,
    Figure.GROWTH: 2,
    Figure.MEAN_GROWTH: 3,
    Figure.FACTOR: 3,
    Figure.MEAN: 2,
    Figure.SUM: 2,
}


def read_titles(files: Mapping[str, str]) -> Titles:
    """`files`: name → text; `facts.toml` and one file a rule set. Raises BadFile with the findings of all."""
    findings: list[Finding] = []
    if FACTS not in files:
        raise BadFile((Finding(FACTS, "", "is missing", "Add the file"),))
    tops: dict[str, Table] = {}
    for name in sorted(files):
        try:
            tops[name] = opened(files[name], name, findings)
        except BadFile as bad:
            findings.extend(bad.findings)
    if FACTS not in tops:
        raise BadFile(tuple(findings))
    facts, made = _facts(tops[FACTS])
    sets = tuple(_rules(top) for name, top in tops.items() if name != FACTS)
    ordered = tuple(sorted(sets, key=lambda one: (one.title, one.from_on)))
    titles = Titles(facts, made, ordered)
    if not findings:
        for name, one in zip((name for name in tops if name != FACTS), sets, strict=True):
            _check(one, titles, tops[name], name)
        _check_days(ordered, tops)
    if findings:
        raise BadFile(tuple(sorted(findings)))
    return titles


def _words(row: Table, key: str) -> Words:
    return Words(row.text(key), row.text(f"{key}_en"))


def _facts(top: Table) -> tuple[dict[str, Fact], dict[str, Made]]:
    facts = tuple(_fact(row) for row in top.each("fact"))
    made = tuple(_made(row) for row in top.each("figure", needed=False))
    top.close()
    known = {fact.id: fact for fact in facts}
    for one in twice((*(fact.id for fact in facts), *(figure.id for figure in made))):
        top.fault(one, "is declared twice", "Declare it once")
    numbers = {fact.id for fact in facts if fact.kind not in (Kind.FLAG, Kind.CHOICE)}
    for figure in made:
        for part in figure.of:
            if part not in numbers:
                top.fault(f"figure {figure.id}.of", f"{part} is no fact that is a number", "Name one")
        if len(figure.of) != _PARTS[figure.figure]:
            wrong = f"{len(figure.of)} facts for {figure.figure}"
            top.fault(f"figure {figure.id}.of", wrong, f"Give {_PARTS[figure.figure]}, the newest first")
    return known, {figure.id: figure for figure in made}


def _fact(row: Table) -> Fact:
    kind = Kind(row.word("kind", [*Kind]) or Kind.FLAG)
    words = {}
    if kind is Kind.CHOICE:
        zh, en = row.mapping("words"), row.mapping("words_en")
        if zh.keys() != en.keys():
            row.fault("words_en", "does not translate the same words", "Translate each word")
        words = {word: Words(str(zh[word]), str(en.get(word, ""))) for word in zh}
    return Fact(row.text("id"), _words(row, "label"), kind, words)


def _made(row: Table) -> Made:
    return Made(
        row.text("id"),
        _words(row, "label"),
        Figure(row.word("kind", [*Figure]) or Figure.SHARE),
        row.texts("of"),
    )


def _rules(top: Table) -> TitleRules:
    from_on = top.day("from")
    to_on = top.day("to") if top.has("to") else OPEN_END
    rules = TitleRules(
        id=top.text("id"),
        title=Title(top.word("title", [*Title]) or Title.INNOVATIVE),
        name=_words(top, "name"),
        number=top.text("number"),
        article=top.text("article"),
        from_on=from_on,
        to_on=to_on,
        recheck_to=top.day("recheck_to") if top.has("recheck_to") else to_on,
        notes=tuple(
            Note(row.text("part"), row.flag("verified"), _words(row, "note")) for row in top.each("status")
        ),
        needs=tuple(_need(row) for row in top.each("need")),
        groups=tuple(
            Group(row.text("code"), _words(row, "label"), row.exact("most"))
            for row in top.each("group", needed=False)
        ),
        indicators=tuple(_indicator(row) for row in top.each("indicator", needed=False)),
    )
    top.close()
    return rules


def _need(row: Table) -> Need:
    conditions = read_conditions(row, "any")
    tested = row.flag("at_recheck", default=True)
    instead = read_conditions(row, "recheck") if row.has("recheck") else (conditions if tested else ())
    return Need(
        row.text("code"), _words(row, "label"), conditions, instead, row.flag("verified", default=True)
    )


def _indicator(row: Table) -> Indicator:
    given = row.maybe("given")
    tiers = tuple(
        Tier(read_conditions(one, "any"), one.exact("points")) for one in row.each("tiers", needed=not given)
    )
    return Indicator(
        code=row.text("code"),
        group=row.text("group"),
        label=_words(row, "label"),
        most=row.exact("most"),
        tiers=tiers,
        adds=row.flag("adds", default=False),
        given=given,
        verified=row.flag("verified", default=True),
    )


def _check(rules: TitleRules, titles: Titles, top: Table, file: str) -> None:
    if file != f"{rules.id}.toml":
        top.fault("id", f"{rules.id} is not the name of the file", f"Call the file {rules.id}.toml")
    codes = [need.code for need in rules.needs] + [group.code for group in rules.groups]
    for code in twice((*codes, *(indicator.code for indicator in rules.indicators))):
        top.fault(code, "is declared twice", "Declare it once")
    groups = {group.code: group for group in rules.groups}
    scores = {SCORE, *(f"{SCORE}_{group}" for group in groups)} if groups else set()
    known = {*titles.facts, *titles.made}
    for need in rules.needs:
        for condition in (*need.any, *need.recheck):
            _check_condition(condition, titles, scores | known, top, f"need {need.code}")
    for indicator in rules.indicators:
        key = f"indicator {indicator.code}"
        if indicator.group not in groups:
            top.fault(key, f"unknown group {indicator.group}", "Name a group of this file")
        if indicator.given and indicator.given not in titles.facts:
            top.fault(key, f"unknown fact {indicator.given}", f"Name a fact of {FACTS}")
        for tier in indicator.tiers:
            for condition in tier.any:
                _check_condition(condition, titles, known, top, key)
        points = [tier.points for tier in indicator.tiers]
        if (
            points
            and not indicator.adds
            and (points != sorted(points, reverse=True) or points[0] != indicator.most)
        ):
            top.fault(key, "the tiers do not fall from the most there is", "Order them from the best")
    for code, group in groups.items():
        most = sum(one.most for one in rules.indicators if one.group == code)
        if most != group.most:
            top.fault(
                f"group {code}", f"its indicators give up to {most}, not {group.most}", "Make them agree"
            )


def _check_condition(condition: Condition, titles: Titles, known: set[str], top: Table, key: str) -> None:
    for part in condition.parts:
        for name in part.names:
            if name not in known:
                top.fault(key, f"unknown {name}", f"Name a fact or figure of {FACTS}, or a score")
        fact = titles.facts.get(part.name)
        kind = fact.kind if fact else None
        fits = {
            Sign.TRUE: kind is Kind.FLAG,
            Sign.NOT: kind is Kind.FLAG,
            Sign.IS: kind is Kind.CHOICE,
            Sign.LACKS: kind is Kind.CHOICE,
        }.get(part.sign, kind not in (Kind.FLAG, Kind.CHOICE))
        if not fits:
            top.fault(
                key, f"{part.text!r} does not fit {part.name}", "Compare numbers, ask flags and choices"
            )
        elif fact and isinstance(part.right, frozenset):
            for word in sorted(part.right - fact.words.keys()):
                top.fault(key, f"{word} is no word of {part.name}", f"Use one of: {', '.join(fact.words)}")
        # Points still open only grow, so only a floor can be judged before all of them are known.
        if part.name.startswith(SCORE) and part.sign is not Sign.AT_LEAST:
            top.fault(key, f"{part.text!r} asks for no floor", "Write score ≥ …")


def _check_days(ordered: tuple[TitleRules, ...], tops: Mapping[str, Table]) -> None:
    for one in ordered:
        if one.to_on < one.from_on or one.recheck_to < one.to_on:
            tops[f"{one.id}.toml"].fault("to", "ends before it begins", "Mend the dates")
    for earlier, later in pairwise(ordered):
        if earlier.title is later.title and later.from_on != earlier.to_on + timedelta(days=1):
            wrong = f"does not begin the day after {earlier.id} ends"
            tops[f"{later.id}.toml"].fault("from", wrong, "Let the rule sets of a title follow each other")
