from __future__ import annotations

import csv
import io

from egret.core.banking.faults import BadMessage, Code, Fault
from egret.core.banking.files.rows import Rows
from egret.core.banking.files.templates import Template
from egret.core.banking.markup import LARGEST
from egret.core.banking.texts import shown


def to_bytes(rows: Rows, template: Template) -> bytes:
    """Raises BadMessage for a character that the bank's encoding does not have."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=template.separator, lineterminator=template.line_end).writerows(rows)
    try:
        return out.getvalue().encode(template.encoding)
    except UnicodeEncodeError:
        raise _unwritable(rows, template) from None


def _unwritable(rows: Rows, template: Template) -> BadMessage:
    """Names every cell that holds such a character."""
    return BadMessage(
        *(
            Fault(f"column {column}", Code.ENCODING, shown(text), template.encoding, line)
            for line, row in enumerate(rows, 1)
            for column, text in enumerate(row, 1)
            if text.encode(template.encoding, "ignore").decode(template.encoding) != text
        )
    )


def to_rows(data: bytes, template: Template) -> Rows:
    if len(data) > LARGEST:
        raise BadMessage(Fault("file", Code.TOO_LARGE, str(len(data)), str(LARGEST)))
    try:
        text = data.decode(template.encoding)
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise BadMessage(Fault("file", Code.ENCODING, "", template.encoding, line)) from None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=template.separator, strict=True)
    try:
        return list(reader)
    except csv.Error as fault:
        raise BadMessage(Fault("file", Code.MALFORMED, shown(str(fault)), line=reader.line_num)) from None
