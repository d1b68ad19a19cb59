"""ISO 20022 pain.001.001.09, customer credit transfer initiation, in yuan: one payment information block a message."""

from __future__ import annotations

from egret.core.banking.accounts import Account, Owner
from egret.core.banking.faults import Code
from egret.core.banking.instructions import Batch, Instruction
from egret.core.banking.markup import CURRENCY, Element, Part, amount, read, written
from egret.core.banking.texts import NAME_LONGEST, exact_yuan, moment_text

MESSAGE = "pain.001.001.09"
NAMESPACE = f"urn:iso:std:iso:20022:tech:xsd:{MESSAGE}"
CLEARING = "CNAPS"  # ExternalClearingSystemIdentification1Code


def write(batch: Batch) -> bytes:
    header = Element(
        "GrpHdr",
        (
            Element("MsgId", batch.id),
            Element("CreDtTm", moment_text(batch.made_at)),
            Element("NbOfTxs", str(batch.count)),
            Element("CtrlSum", exact_yuan(batch.fen)),
            Element("InitgPty", (Element("Nm", batch.debtor.name),)),
        ),
    )
    block = Element(
        "PmtInf",
        (
            Element("PmtInfId", batch.id),
            Element("PmtMtd", "TRF"),
            # One entry a payment on the statement: a batch booked as one sum could not be settled line by line.
            Element("BtchBookg", "false"),
            Element("NbOfTxs", str(batch.count)),
            Element("CtrlSum", exact_yuan(batch.fen)),
            Element("ReqdExctnDt", (Element("Dt", batch.pay_on.isoformat()),)),
            Element("Dbtr", (Element("Nm", batch.debtor.name),)),
            Element("DbtrAcct", (number(batch.debtor.number), Element("Ccy", CURRENCY))),
            Element("DbtrAgt", _bank(batch.debtor)),
            *map(_transfer, batch.instructions),
        ),
    )
    return written(Element("Document", (Element("CstmrCdtTrfInitn", (header, block)),)), NAMESPACE)


def number(account: str) -> Element:
    return Element("Id", (Element("Othr", (Element("Id", account),)),))


def _bank(account: Account) -> tuple[Element]:
    clearing = (
        Element(
            "ClrSysMmbId",
            (Element("ClrSysId", (Element("Cd", CLEARING),)), Element("MmbId", account.bank_no)),
        )
        if account.bank_no
        else None
    )
    return (Element("FinInstnId", (clearing, Element("Nm", account.bank))),)


def _transfer(one: Instruction) -> Element:
    return Element(
        "CdtTrfTxInf",
        (
            Element("PmtId", (Element("EndToEndId", one.end_to_end_id),)),
            Element("Amt", (amount("InstdAmt", one.fen),)),
            Element("CdtrAgt", _bank(one.payee)),
            Element("Cdtr", (Element("Nm", one.payee.name),)),
            Element(
                "CdtrAcct",
                (number(one.payee.number), Element("Tp", (Element("Prtry", one.payee.owner.value),))),
            ),
            Element("RmtInf", (Element("Ustrd", one.purpose),)) if one.purpose else None,
        ),
    )


def read_batch(data: bytes) -> Batch:
    """Raises BadMessage, or BadBatch where the message is well formed and what it says can't be."""
    top = read(data, NAMESPACE, "Document").one("CstmrCdtTrfInitn")
    header, block = top.one("GrpHdr"), top.one("PmtInf")
    name = header.one("MsgId").text()
    count, fen = header.one("NbOfTxs").whole(), header.one("CtrlSum").sum()
    _agree(block.one("PmtInfId"), name)
    _agree(block.one("PmtMtd"), "TRF")
    _agree(block.one("NbOfTxs"), str(count))
    _agree(block.one("CtrlSum"), exact_yuan(fen))
    _agree(block.one("DbtrAcct/Ccy"), CURRENCY)
    return Batch(
        id=name,
        made_at=header.one("CreDtTm").moment(),
        pay_on=block.one("ReqdExctnDt/Dt").day(),
        debtor=_account(block, "Dbtr", Owner.CORPORATE),
        instructions=tuple(map(_instruction, block.each("CdtTrfTxInf"))),
        count=count,
        fen=fen,
    )


def _agree(part: Part, wanted: str) -> None:
    if (given := part.text()) != wanted:
        part.refuse(Code.CONTRADICTS, given, wanted)


def _instruction(part: Part) -> Instruction:
    purpose = part.maybe("RmtInf/Ustrd")
    return Instruction(
        part.one("PmtId/EndToEndId").text(),
        _account(part, "Cdtr", part.one("CdtrAcct/Tp/Prtry").word(Owner)),
        part.one("Amt/InstdAmt").fen(),
        purpose.text(NAME_LONGEST) if purpose else "",
    )


def _account(part: Part, party: str, owner: Owner) -> Account:
    bank = part.one(f"{party}Agt/FinInstnId")
    bank_no = bank.maybe("ClrSysMmbId/MmbId")
    return Account(
        part.one(f"{party}/Nm").text(NAME_LONGEST),
        part.one(f"{party}Acct/Id/Othr/Id").text(),
        bank.one("Nm").text(NAME_LONGEST),
        bank_no.text() if bank_no else "",
        owner,
    )
