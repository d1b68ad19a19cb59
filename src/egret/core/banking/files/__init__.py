"""A batch as the bytes that one bank takes, and back again."""

from __future__ import annotations

from egret.core.banking.faults import BadBatch, BadMessage, Code, Fault
from egret.core.banking.files import delimited, pain001, sheets
from egret.core.banking.files.rows import Rows, batch_of, rows_of
from egret.core.banking.files.templates import BadTemplate, Kind, Template, read_template
from egret.core.banking.instructions import Batch
from egret.core.banking.signing import sha256

__all__ = ["BadTemplate", "Kind", "Template", "read_back", "read_template", "render"]


def render(batch: Batch, template: Template) -> bytes:
    """The same batch gives the same bytes. Raises BadMessage for a character that the bank's encoding lacks."""
    match template.kind:
        case Kind.ISO:
            return pain001.write(batch)
        case Kind.TEXT:
            return delimited.to_bytes(rows_of(batch, template), template)
        case Kind.SHEET:
            return sheets.to_bytes(rows_of(batch, template), batch.made_at)


def read_back(data: bytes, template: Template, sha: str = "") -> Batch:
    """The batch in a file that `render` wrote. Anything else is refused, with its place.

    `sha` is the SHA-256 that was kept with the file. Raises BadMessage; a total that does not fit is among its faults.
    """
    if sha and sha256(data) != sha:
        raise BadMessage(Fault("sha256", Code.CHANGED, sha256(data), sha))
    try:
        batch = (
            pain001.read_batch(data)
            if template.kind is Kind.ISO
            else batch_of(_rows(data, template), template)
        )
    except BadBatch as fault:
        raise BadMessage(*fault.faults) from None
    # What nobody asked for (a second sheet's row, a comment, an element more) must not travel along unseen.
    if not _the_same(batch, data, template):
        raise BadMessage(Fault("file", Code.CHANGED))
    return batch


def _rows(data: bytes, template: Template) -> Rows:
    if template.kind is Kind.TEXT:
        return delimited.to_rows(data, template)
    heads, tails = ((1 + template.titles) * bool(columns) for columns in (template.header, template.trailer))
    widths = (heads, len(template.header), len(template.line), tails, len(template.trailer))
    return sheets.to_rows(data, widths)


def _the_same(batch: Batch, data: bytes, template: Template) -> bool:
    """A sheet is compared by its cells: how tightly it is packed is zlib's affair."""
    if template.kind is Kind.SHEET:
        return [list(row) for row in _rows(data, template)] == rows_of(batch, template)
    return render(batch, template) == data
