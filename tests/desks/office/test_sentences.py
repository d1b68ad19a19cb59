"""Whatever core can say of a pack or a reform, the desk says in Chinese: its sentences are read from its source."""

import ast
from collections.abc import Iterator

from django.utils.translation import override
from tests.house.plan import ROOT

from egret.core.findings import Finding
from egret.desks.office.packs.findings import told

# Said on the command line or by the ledger, of a national standard or of a bank's files: on no page of a pack.
ELSEWHERE = {"case_file.py", "books.py", "vouchers.py", "sizes.py", "industries.py", "conditions.py"}
OTHERS = {"maturity", "titles", "banking"}
OF_A_PACK = {"steps.py"}  # steps.toml is a pack's
PLACE = "7"  # stands wherever core fills something in


def said_by(node, known):
    """Every text that an expression may be, its places filled."""
    match node:
        case ast.Constant(str() as text):
            return [text]
        case ast.JoinedStr(parts):
            found = [""]
            for part in parts:
                inner = (
                    said_by(getattr(part, "value", part), known)
                    if isinstance(part, ast.FormattedValue)
                    else None
                )
                told_so = said_by(part, known) if inner is None else inner or [PLACE]
                found = [text + one for text in found for one in told_so]
            return found
        case ast.IfExp(_, one, other):
            return said_by(one, known) + said_by(other, known)
        case ast.Name(name) | ast.Subscript(ast.Name(name)):
            return known.get(name, [])
        case ast.Dict(_, values):
            return [text for value in values for text in said_by(value, known)]
        case _:
            return []


def assigned(body, known):
    for node in body:
        match node:
            case ast.Assign([ast.Name(name)], value):
                known[name] = [*known.get(name, []), *said_by(value, known)]
    return known


def sentences() -> Iterator[tuple[str, str]]:
    """Where it stands, and each thing that may be said there."""
    for path in sorted((ROOT / "src" / "egret" / "core").rglob("*.py")):
        if path.name in ELSEWHERE or (OTHERS & {*path.parts} and path.name not in OF_A_PACK):
            continue
        module = ast.parse(path.read_text("utf-8"))
        shared = assigned(module.body, {})
        for function in (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)):
            known = assigned(ast.walk(function), dict(shared))
            for node in ast.walk(function):
                match node:
                    case ast.Call(ast.Attribute(attr="fault"), [_, wrong, cure]):
                        parts = (wrong, cure)
                    case ast.Call(ast.Name("Finding"), [_, _, wrong, cure]):
                        parts = (wrong, cure)
                    case ast.Call(ast.Name("BadFormula"), [wrong, cure]):
                        parts = (wrong, cure)
                    case ast.Call(ast.Attribute(attr="_expected"), [_, _, ast.Constant(what)]):
                        yield f"{path.name}:{node.lineno}", f"Give {what}"
                        yield f"{path.name}:{node.lineno}", f"'{PLACE}' is not {what}"
                        continue
                    case _:
                        continue
                for part in parts:
                    for text in said_by(part, known):
                        # The frame of `_expected`, whose words were read where it is called.
                        if text not in (f"Give {PLACE}", f"{PLACE} is not {PLACE}"):
                            yield f"{path.name}:{node.lineno}", text


def test_every_sentence_of_core_about_a_pack_is_said_in_chinese():
    found = list(sentences())

    with override("zh-hans"):
        english = [
            (where, text) for where, text in found if told([Finding("", "", text, "")])[0].wrong == text
        ]

    assert len({text for _, text in found}) > 250
    assert english == []
