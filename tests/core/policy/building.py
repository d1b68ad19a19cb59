"""A clause from a few lines of TOML, with the head that every clause has."""

from egret.core.policy.clause_reading import read_clause
from egret.core.policy.evaluation import evaluate
from egret.core.reading import opened

HEAD = """
[clause]
id = "t"
title = "试"
title_en = "trial"
gist = "试"
gist_en = "trial"
document = "d"
article = "一"
valid_from = 2024-01-01
valid_to = 2025-12-31
award = "应补"
{head}
[[pay]]
stage = "all"
label = "全部"
label_en = "all"
on = "核定"
due = "应补"
"""
BOUNDS = {
    "money": 'max = "1亿元"',
    "count": "max = 1000000",
    "quantity": "max = 1000\nparts = 2",
    "series": "months = 6\nmax = 1000",
}


def fact(label, kind, more=""):
    bound = "" if "max" in more else BOUNDS.get(kind, "")
    return (
        f'[[fact]]\nid = "{label}"\nlabel = "{label}"\nlabel_en = "{label}"\ntype = "{kind}"\n'
        f'evidence = ["凭证"]\nevidence_en = ["proof"]\n{bound}\n{more}\n'
    )


def param(label, kind, value, more=""):
    values = (
        value
        if value.startswith("[{ from = 2")
        else f'[{{ from = 2024-01-01, value = {value}, source = "一" }}]'
    )
    return (
        f'[[param]]\nlabel = "{label}"\nlabel_en = "{label}"\ntype = "{kind}"\nas_of = "日"\n'
        f"values = {values}\n{more}\n"
    )


def step(label, expr, more='uncapped = "试"'):
    return f'[[step]]\nid = "{label}"\nlabel = "{label}"\nlabel_en = "{label}"\nexpr = "{expr}"\n{more}\n'


def read(*parts, head=""):
    """The clause and the faults found in it."""
    findings = []
    clause = read_clause(opened(HEAD.format(head=head) + "\n".join(parts), "t.toml", findings))
    return clause, findings


def made(*parts, head=""):
    clause, findings = read(*parts, head=head)
    assert findings == []
    return clause


def wrong(*parts, head=""):
    """What is wrong, fault by fault."""
    return [f"{finding.key}: {finding.wrong}" for finding in read(*parts, head=head)[1]]


def award(clause, **facts):
    return evaluate(clause, facts, due="应补").fen_of("应补")
