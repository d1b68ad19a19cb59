"""What a document says in its numbered items and no clause computes: declared, so that nothing is silently missing."""

from __future__ import annotations

from collections.abc import Iterator

from egret.core.findings import Finding
from egret.core.policy.fact_reading import read_term
from egret.core.reading import Table, twice

from .model import DeclaredItem, Pack, Source, Treatment

DECLARED = "declared.toml"


def read_declared(top: Table) -> tuple[DeclaredItem, ...]:
    return tuple(_item(row) for row in top.each("item", needed=False))


def _item(row: Table) -> DeclaredItem:
    return DeclaredItem(
        source=Source(row.text("document"), row.text("article")),
        term=read_term(row, "title"),
        gist=read_term(row, "gist"),
        what=Treatment(row.word("what", [*Treatment]) or Treatment.PRINCIPLE),
    )


def check_declared(pack: Pack) -> Iterator[Finding]:
    """Each numbered item of a document is the article of a clause or declared, and never both."""
    items = {Source(document.id, item) for document in pack.documents for item in document.items}
    encoded = {Source(clause.document, clause.article): clause.id for clause in pack.clauses}
    declared = [item.source for item in pack.declared]
    for document in pack.documents:
        for item in twice(document.items):
            yield Finding(
                "sources.toml", f"document {document.id}.items", f"{item} stands twice", "Name it once"
            )
        for item in document.items:
            source = Source(document.id, item)
            if source not in encoded and source not in declared:
                wrong = f"{item} is neither the article of a clause nor declared"
                cure = f"Write a clause with article = {item!r}, or an [[item]] in {DECLARED}"
                yield Finding("sources.toml", f"document {document.id}.items", wrong, cure)
    for place, source in enumerate(declared):
        key = f"item {source.article}"
        if source not in items:
            cure = "Name a document of sources.toml and one of its items"
            yield Finding(DECLARED, key, f"is no numbered item of document {source.document!r}", cure)
        if source in encoded:
            wrong = f"is the article of clause {encoded[source]} already"
            yield Finding(DECLARED, key, wrong, "Take one of the two out")
        if source in declared[:place]:
            yield Finding(DECLARED, key, "is declared twice", "Declare it once")
