"""ISO 20022 pain.002.001.10, payment status report: what a bank answers to a batch."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from egret.core.banking.faults import BadMessage, Code, Fault
from egret.core.banking.files import pain001
from egret.core.banking.markup import Element, Part, read, written
from egret.core.banking.texts import NAME_LONGEST, moment_text

MESSAGE = "pain.002.001.10"
NAMESPACE = f"urn:iso:std:iso:20022:tech:xsd:{MESSAGE}"
NOTE_LONGEST = 105  # ISO 20022 Max105Text

_REASON = re.compile(r"[A-Z0-9]{4}")


class Status(StrEnum):
    """`SETTLED` says that the bank debited us. Only the statement proves it."""

    ACCEPTED = "ACCP"
    SETTLED = "ACSC"
    REJECTED = "RJCT"
    PENDING = "PDNG"
    PARTLY = "PART"  # of a batch only


FITTING = {
    Status.ACCEPTED: {Status.ACCEPTED, Status.SETTLED},
    Status.SETTLED: {Status.SETTLED},
    Status.REJECTED: {Status.REJECTED},
    Status.PENDING: {Status.PENDING},
    Status.PARTLY: {Status.ACCEPTED, Status.SETTLED, Status.REJECTED, Status.PENDING},
}


@dataclass(frozen=True, slots=True)
class Answer:
    """To one instruction. A rejected one has the ISO code of its reason; `reference` is the bank's own number."""

    end_to_end_id: str
    status: Status
    reason: str = ""
    note: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """`status` is the batch's. A batch that was rejected whole has a `reason` and may have no answers.

    An instruction that is not among the answers is as it was before.
    """

    id: str
    made_at: datetime
    batch_id: str
    status: Status
    answers: tuple[Answer, ...]
    reason: str = ""
    note: str = ""


def write_report(report: Report) -> bytes:
    group = Element(
        "OrgnlGrpInfAndSts",
        (
            Element("OrgnlMsgId", report.batch_id),
            Element("OrgnlMsgNmId", pain001.MESSAGE),
            Element("GrpSts", report.status.value),
            _reason(report.reason, report.note),
        ),
    )
    block = Element(
        "OrgnlPmtInfAndSts",
        (Element("OrgnlPmtInfId", report.batch_id), *map(_transaction, report.answers)),
    )
    message = Element(
        "CstmrPmtStsRpt",
        (
            Element("GrpHdr", (Element("MsgId", report.id), Element("CreDtTm", moment_text(report.made_at)))),
            group,
            block if report.answers else None,
        ),
    )
    return written(Element("Document", (message,)), NAMESPACE)


def _reason(code: str, note: str) -> Element | None:
    if not code:
        return None
    return Element(
        "StsRsnInf",
        (Element("Rsn", (Element("Cd", code),)), Element("AddtlInf", note) if note else None),
    )


def _transaction(answer: Answer) -> Element:
    return Element(
        "TxInfAndSts",
        (
            Element("OrgnlEndToEndId", answer.end_to_end_id),
            Element("TxSts", answer.status.value),
            _reason(answer.reason, answer.note),
            Element("AcctSvcrRef", answer.reference) if answer.reference else None,
        ),
    )


def read_report(data: bytes) -> Report:
    """Raises BadMessage. What the bank says beyond the fields of `Report` is left unread."""
    top = read(data, NAMESPACE, "Document").one("CstmrPmtStsRpt")
    group = top.one("OrgnlGrpInfAndSts")
    named = group.one("OrgnlMsgNmId")
    if not named.text().startswith("pain.001"):
        named.refuse(Code.VERSION, named.text(), pain001.MESSAGE)
    batch_id = group.one("OrgnlMsgId").text()
    answers: list[Answer] = []
    for block in top.each("OrgnlPmtInfAndSts"):
        payments = block.one("OrgnlPmtInfId")
        if payments.text() != batch_id:
            payments.refuse(Code.CONTRADICTS, payments.text(), batch_id)
        answers += map(_answer, block.each("TxInfAndSts"))
    status = group.one("GrpSts").word(Status)
    reason, note = _why(group, status)
    report = Report(
        id=top.one("GrpHdr/MsgId").text(),
        made_at=top.one("GrpHdr/CreDtTm").moment(),
        batch_id=batch_id,
        status=status,
        answers=tuple(answers),
        reason=reason,
        note=note,
    )
    _check(report, group)
    return report


def _answer(part: Part) -> Answer:
    told = part.one("TxSts")
    status = told.word(Status)
    if status is Status.PARTLY:
        told.refuse(Code.WORD, status)
    reason, note = _why(part, status)
    reference = part.maybe("AcctSvcrRef")
    return Answer(
        part.one("OrgnlEndToEndId").text(), status, reason, note, reference.text() if reference else ""
    )


def _why(part: Part, status: Status) -> tuple[str, str]:
    """Only what is rejected must have a reason, and only a code is one."""
    why = part.maybe("StsRsnInf")
    if why is None:
        if status is Status.REJECTED and part.tag == "TxInfAndSts":
            raise BadMessage(Fault(f"{part.path}/StsRsnInf", Code.MISSING, line=part.line))
        return "", ""
    code, notes = why.one("Rsn/Cd"), list(why.each("AddtlInf"))
    if not _REASON.fullmatch(code.text()):
        code.refuse(Code.WORD, code.text(), "AC04")
    return code.text(), " ".join(note.text(NAME_LONGEST) for note in notes)


def _check(report: Report, group: Part) -> None:
    times = Counter(answer.end_to_end_id for answer in report.answers)
    if double := [name for name, count in times.items() if count > 1]:
        raise BadMessage(*(Fault("OrgnlEndToEndId", Code.REPEATED, name) for name in double))
    unfit = sorted({answer.status for answer in report.answers} - FITTING[report.status])
    if unfit:
        group.one("GrpSts").refuse(Code.CONTRADICTS, report.status, " ".join(unfit))
