"""Random clauses of every kind of formula, as TOML, read and checked like any other."""

from __future__ import annotations

import json

from hypothesis import assume
from hypothesis import strategies as st

from egret.core.findings import Finding
from egret.core.policy.clause_reading import read_clause
from egret.core.reading import opened

HEAD = """
[clause]
id = "0"
title = "任意"
title_en = "any"
gist = "任意"
gist_en = "any"
document = "plan"
article = "一"
valid_from = 2024-01-01
valid_to = 2025-12-31
{open_on}
award = "末步"
"""
FACTS = """
[[fact]]
label = "{label}"
label_en = "{label}"
id = "f{place}"
evidence = ["无"]
evidence_en = ["none"]
{rest}
"""
KINDS = {
    "甲钱": 'type = "money"\nmax = "100万元"',
    "乙钱": 'type = "money"\nmax = "3元"',
    "比率": 'type = "rate"\nparts = 1000',
    "数": 'type = "count"\nmax = 60',
    "量": 'type = "quantity"\nparts = 2\nmax = 40',
    "是": 'type = "bool"',
    "可": 'type = "bool"',
    "档": 'type = "enum"\nvalues = { "低" = 2, "中" = 5, "高" = 6 }\nvalues_en = { "低" = "l", "中" = "m", "高" = "h" }',
    "批": 'type = "enum"\nvalues = { "首批" = 0, "次批" = 1 }\nvalues_en = { "首批" = "1", "次批" = "2" }',
    "日": 'type = "date"',
    "签日": 'type = "date"',
    "时": 'type = "moment"',
    "码": 'type = "code"',
    "序列": 'type = "series"\nmonths = 5\nmax = 9',
}
PARAM = """
[[param]]
label = "{label}"
label_en = "{label}"
as_of = "{as_of}"
{rest}
"""
ROW = '{{ from = {day}, value = {value}, source = "一"{more} }}'
TABLES = """
[[list]]
label = "名录"
label_en = "list"
source = "一"
entries = [
  { code = "A1", from = 2024-02-01, to = 2024-06-30 },
  { code = "A1", from = 2025-01-01 },
  { code = "B'2", from = 2023-01-01, to = 2024-12-31 },
]
"""
PAY = '[[pay]]\nstage = "a"\nlabel = "一次"\nlabel_en = "once"\non = "核定"\ndue = "末步"\n'
TOLERATED = ("is declared and never used", "rounds what was rounded before", "pays without a bound")
VALUES = {
    "money": ('"0元"', '"0.01元"', '"0.07元"', '"25元"', '"1万元"'),
    "rate": ('"0%"', '"1/3"', '"40%"', '"33.335%"', '"2/37"', '"100%"'),
    "count": ('"0"', '"1"', '"3"', '"7"'),
    "quantity": ('"1/2"', '"3"', '"2/3"'),
    "unit": ('"0.03元"', '"100元"'),
    "units": ('"1"', '"7"'),
    "date": ('"2024-02-29"', '"2023-12-31"'),
    "moment": ('"2024-05-06 17:00:00"', '"2025-01-01 00:00:00"'),
}
PLAIN = {"unit": "money", "units": "count"}  # above zero, to divide by
NAMES = {
    "money": ("甲钱", "乙钱", "定额", "级额[档]", "双额[档, 批]", "0元"),
    "rate": ("比率", "定率", "级率[批]"),
    "count": ("数", "定数", "0"),
    "quantity": ("量", "定量"),
    "bool": ("是", "可"),
    "date": ("日", "签日", "定日"),
    "moment": ("时", "定时"),
}


@st.composite
def params(draw):
    def value(kind):
        return draw(st.sampled_from(VALUES[kind]))

    def table(*words):
        inner = (lambda: value(kind)) if len(words) == 1 else (lambda: table(*words[1:]))
        return "{ " + ", ".join(f'"{word}" = {inner()}' for word in words[0]) + " }"

    def bands(bounds, kind, scale):
        held = sorted(draw(st.sets(st.integers(0, len(bounds) - 1), max_size=2)))
        ends = [bounds[place] for place in held]
        starts = [{"money": "0元", "count": "0", "quantity": "0"}[scale], *ends]
        rows = [
            f'{{ from = "{start}", {below}value = {value(kind)} }}'
            for start, below in zip(starts, [*(f'below = "{end}", ' for end in ends), ""], strict=True)
        ]
        return f"[{', '.join(rows)}]"

    def versions(written):
        rows = [ROW.format(day="2024-01-01", value=written(), more="")]
        if draw(st.booleans()):
            more = draw(st.sampled_from(("", ', only_from = { "签日" = 2024-09-01 }')))
            rows.append(ROW.format(day="2024-07-01", value=written(), more=more))
        if draw(st.integers(0, 5)) == 0:
            rows.append(ROW.format(day="2025-10-01", value='"停止"', more=""))
        return f"values = [{', '.join(rows)}]"

    told = []
    for label, kind in (
        ("定额", "money"), ("定率", "rate"), ("定数", "count"), ("定量", "quantity"), ("定日", "date"), ("定时", "moment"),
        ("单额", "unit"), ("单数", "units"),
    ):  # fmt: skip
        written = PLAIN.get(kind, kind)
        told.append((label, f'type = "{written}"\n{versions(lambda kind=kind: value(kind))}'))
    levels, batches = ("低", "中", "高"), ("首批", "次批")
    for label, kind, by, words in (
        ("级额", "money", '"档"', (levels,)),
        ("级率", "rate", '"批"', (batches,)),
        ("双额", "money", '["档", "批"]', (levels, batches)),
    ):
        told.append((label, f'type = "{kind}"\nby = {by}\n{versions(lambda words=words: table(*words))}'))
    for label, kind, scale, bounds in (
        ("率段", "rate", "money", ("0.03元", "10元", "1万元")),
        ("额段", "money", "count", ("1", "7", "50")),
        ("量段", "money", "quantity", ("1/3", "1.5", "20")),
    ):
        told.append(
            (
                label,
                f'type = "{kind}"\nbands = "{scale}"\n{versions(lambda b=bounds, k=kind, s=scale: bands(b, k, s))}',
            )
        )
    return "".join(
        PARAM.format(label=label, as_of=draw(st.sampled_from(("日", "签日"))), rest=rest)
        for label, rest in told
    )


@st.composite
def formulas(draw, kind, steps, depth):
    """One formula of `kind` over facts, parameters and earlier `steps` (label → kind)."""

    def of(wanted, deep=depth - 1):
        return draw(formulas(wanted, steps, deep))

    def pick(*forms):
        return draw(st.sampled_from(forms))

    if kind == "exact":
        return pick(*_exact(depth))(of)
    leaves = [*NAMES[kind], *(label for label, found in steps.items() if found == kind)]
    if depth <= 0 or draw(st.integers(0, 3)) == 0:
        return pick(*leaves)
    if kind != "bool" and draw(st.integers(0, 3)) == 0:
        if draw(st.booleans()):
            return f"如果({of('bool')}, {of(kind)}, {of(kind)})"
        return f"{pick('取低', '取高')}({', '.join(of(kind) for _ in range(pick(2, 3)))})"
    return pick(*_FORMS[kind])(of)


def _exact(depth):
    plain = [
        lambda of: f"({of('money')} × {of('rate')})",
        lambda of: f"({of('money')} × {of('quantity')})",
        lambda of: f"不含税({of('money')}, {of('rate')})",
        lambda of: f"分段累计({of('money')}, 率段)",
        lambda of: f"({of('money')} × 比例({of('count')}, {of('count')}))",
    ]
    if depth <= 0:
        return plain
    return [
        *plain,
        lambda of: f"({of('exact')} + {of('exact')})",
        lambda of: f"({of('exact')} × {of('rate')})",
        lambda of: f"({of('exact')} × {of('count')})",
    ]


def _rounding(name):
    return lambda of: f"{name}({of('exact')})"


def _compared(sign):
    return lambda of: f"({of('money')} {sign} {of('money')})"


_FORMS = {
    "money": [
        *map(_rounding, ("向下取整", "向上取整", "四舍五入", "四舍六入五成双")),
        lambda of: f"({of('money')} + {of('money')})",
        lambda of: f"取高({of('money')} - {of('money')}, 0元)",
        lambda of: f"({of('money')} × {of('count')})",
        lambda of: f"分段({of('quantity')}, 量段)",
        lambda of: f"分段({of('count')}, 额段)",
        lambda of: f"分段累计({of('count')}, 额段)",
    ],
    "rate": [
        lambda of: f"({of('rate')} × {of('rate')})",
        lambda of: f"({of('rate')} + {of('rate')})",
        lambda of: f"分段({of('money')}, 率段)",
    ],
    "count": [
        lambda of: f"({of('count')} + {of('count')})",
        lambda of: f"每满({of('money')}, 单额)",
        lambda of: f"每满({of('count')}, 单数)",
        lambda of: f"天数({of('date')}, {of('date')})",
        lambda of: f"周年({of('date')}, {of('date')})",
        lambda _: "合计(序列)",
    ],
    "quantity": [
        lambda of: f"({of('count')} × {of('quantity')})",
        lambda of: f"({of('quantity')} + {of('quantity')})",
    ],
    "bool": [
        *map(_compared, ("≤", "≥", "<", ">", "=", "≠")),
        lambda of: f"({of('rate')} ≤ {of('rate')})",
        lambda of: f"({of('quantity')} > {of('quantity')})",
        lambda of: f"({of('count')} ≠ {of('count')})",
        lambda of: f"({of('date')} ≤ {of('date')})",
        lambda of: f"({of('moment')} < {of('moment')})",
        lambda _: "(档 ≥ 中)",
        lambda _: "(批 = 次批)",
        lambda of: f"({of('bool')} = {of('bool')})",
        lambda of: f"({of('bool')} 且 {of('bool')})",
        lambda of: f"({of('bool')} 或 {of('bool')})",
        lambda of: f"非 {of('bool')}",
        lambda of: f"如果({of('bool')}, {of('bool')}, {of('bool')})",
        lambda of: f"连续(序列, {of('count')}, {of('count')})",
        lambda of: f"在列(码, 名录, {of('date')})",
    ],
    "date": [
        lambda of: f"工作日后({of('date')}, {of('count')})",
        lambda of: f"自然日后({of('date')}, {of('count')})",
        lambda of: f"月后({of('date')}, {of('count')})",
    ],
    "moment": [lambda _: "时"],
}


@st.composite
def clauses(draw):
    """The text of a clause file."""
    steps, told = {}, []
    for place in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(("money", "rate", "count", "quantity", "bool", "date")))
        told.append(_step(draw, f"步{place}", kind, steps))
        steps[f"步{place}"] = kind
    told.append(_step(draw, "末步", "money", steps))
    handed = ""
    if draw(st.integers(0, 3)) == 0 and "date" not in steps.values():
        when = draw(formulas("bool", {}, 1))
        handed = f'[[hand_over]]\nwhen = "{when}"\nto = "别处"\nto_en = "elsewhere"\nsource = "一"\n'
    opened_on = draw(st.sampled_from(("", 'open_on = "日"')))
    return head(opened_on) + plain_facts() + TABLES + draw(params()) + handed + "".join(told) + PAY


def _step(draw, label, kind, steps):
    lines = [f'[[step]]\nid = "{label}"\nlabel = "{label}"\nlabel_en = "{label}"']
    conditions = ["是", "可", *(name for name, found in steps.items() if found == "bool")]
    if kind != "date" and draw(st.booleans()):
        chosen = draw(st.lists(st.sampled_from(conditions), min_size=1, max_size=2, unique=True))
        lines.append(f"when = {json.dumps(chosen, ensure_ascii=False)}")
    if draw(st.integers(0, 3)) == 0:
        required = draw(formulas("bool", steps, 1))
        lines.append(f'require = "{required}"')
    if draw(st.integers(0, 3)) == 0:
        rows = [
            f'{{ from = {day}, expr = "{expr}", source = "一" }}'
            for day, expr in (
                ("2024-01-01", draw(formulas(kind, steps, 2))),
                ("2024-10-01", draw(formulas(kind, steps, 2))),
            )
        ]
        lines.append(f'as_of = "日"\nformulas = [{rows[0]}, {rows[1]}]')
    else:
        expr = draw(formulas(kind, steps, draw(st.integers(1, 3))))
        lines.append(f'expr = "{expr}"')
    return "\n".join(lines) + "\n"


def read(text):
    """The clause, which is thrown away where it is none."""
    findings: list[Finding] = []
    clause = read_clause(opened(text, "clause.toml", findings))
    # A formula that might overflow or divide by zero is no formula of the language.
    if any(finding.wrong not in TOLERATED for finding in findings):
        assume(condition=False)
    return clause


def plain_clause():
    """A clause with a fact of every kind."""
    step = '[[step]]\nid = "a"\nlabel = "末步"\nlabel_en = "a"\nexpr = "取低(甲钱, 乙钱)"\n'
    return read(head() + plain_facts() + step + PAY)


def head(open_on=""):
    return HEAD.format(open_on=open_on)


def plain_facts():
    """A fact of every kind."""
    return "".join(
        FACTS.format(label=label, place=place, rest=rest) for place, (label, rest) in enumerate(KINDS.items())
    )
