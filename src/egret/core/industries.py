"""Classes of the national industry classification that pilot industries are built from."""

from __future__ import annotations

from dataclasses import dataclass

from egret.core.findings import Finding
from egret.core.identifiers import NotAnIndustryCode, industry_code
from egret.core.reading import BadFile, Table, opened, twice


@dataclass(frozen=True, slots=True)
class Industry:
    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class IndustryClass:
    """A three-digit class and its four-digit members."""

    code: str
    section: str
    name: str
    name_en: str
    verified: bool
    note: str
    note_en: str
    members: tuple[Industry, ...]


@dataclass(frozen=True, slots=True)
class Industries:
    edition: str
    classes: tuple[IndustryClass, ...]

    def class_of(self, code: str) -> IndustryClass | None:
        """The class that is, or holds, a three- or four-digit code."""
        for group in self.classes:
            if code == group.code or any(code == member.code for member in group.members):
                return group
        return None


def read_industries(text: str, file: str) -> Industries:
    findings: list[Finding] = []
    top = opened(text, file, findings)
    industries = Industries(top.text("edition"), tuple(_class(table) for table in top.tables("class")))
    top.close()
    codes = tuple(
        code
        for group in industries.classes
        for code in (group.code, *(member.code for member in group.members))
    )
    for code in twice(codes):
        top.fault("class", f"{code} is given twice", "Give each code once")
    if findings:
        raise BadFile(tuple(findings))
    return industries


def _class(table: Table) -> IndustryClass:
    verified = table.flag("verified")
    group = IndustryClass(
        code=table.text("code"),
        section=table.text("section"),
        name=table.text("name"),
        name_en=table.text("name_en"),
        verified=verified,
        note=_note(table, "note", verified=verified),
        note_en=_note(table, "note_en", verified=verified),
        members=tuple(_industry(member) for member in table.tables("members")),
    )
    table.close()
    _check_code(table, group.section + group.code)
    for member in group.members:
        _check_code(table, group.section + member.code)
        if len(group.code) != len("397") or not member.code.startswith(group.code):
            table.fault("members", f"{member.code} is not of class {group.code}", "Move it to its class")
    return group


def _note(table: Table, key: str, *, verified: bool) -> str:
    """What is not verified must say why."""
    return table.text(key) if table.has(key) or not verified else ""


def _industry(table: Table) -> Industry:
    industry = Industry(table.text("code"), table.text("name"), table.text("name_en"))
    table.close()
    return industry


def _check_code(table: Table, code: str) -> None:
    try:
        industry_code(code)
    except NotAnIndustryCode as fault:
        table.fault("code", f"{code} is not a code ({fault.code})", "Give the code of the edition named")
