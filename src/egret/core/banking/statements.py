"""ISO 20022 camt.053.001.08, bank to customer statement: what moved on our account in one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from egret.core.banking.faults import Code
from egret.core.banking.files.pain001 import number
from egret.core.banking.markup import CURRENCY, Element, Part, amount, read, written
from egret.core.banking.texts import NAME_LONGEST, moment_text

MESSAGE = "camt.053.001.08"
NAMESPACE = f"urn:iso:std:iso:20022:tech:xsd:{MESSAGE}"
NO_ID = "NOTPROVIDED"
BOOKED = "BOOK"


class Kind(StrEnum):
    """A return is money of ours that came back (退票); a reversal is the bank correcting an entry of its own."""

    DEBIT = "debit"
    CREDIT = "credit"
    RETURN = "return"
    REVERSAL = "reversal"


class Way(StrEnum):
    DEBIT = "DBIT"
    CREDIT = "CRDT"


class YesNo(StrEnum):
    YES = "true"
    NO = "false"


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement. `id` is the bank's own; `account` and `name` are the other side's, as far as the bank tells.

    `out` says whether money left us: a debit always, a return and a credit never, a reversal either.
    """

    id: str
    kind: Kind
    fen: int
    booked_on: date
    end_to_end_id: str = ""
    account: str = ""
    name: str = ""
    reason: str = ""
    out: bool = False

    @property
    def moved(self) -> int:
        """Fen that our balance changed by."""
        return -self.fen if self.out else self.fen


def debit(entry_id: str, fen: int, booked_on: date, end_to_end_id: str = "", account: str = "") -> Entry:
    return Entry(entry_id, Kind.DEBIT, fen, booked_on, end_to_end_id, account, out=True)


@dataclass(frozen=True, slots=True)
class Statement:
    """`number` counts an account's statements; balances below zero are money that we owe."""

    id: str
    number: int
    account: str
    on: date
    opening: int
    closing: int
    entries: tuple[Entry, ...]


def write_statement(statement: Statement, made_at: datetime) -> bytes:
    header = Element("GrpHdr", (Element("MsgId", statement.id), Element("CreDtTm", moment_text(made_at))))
    body = Element(
        "Stmt",
        (
            Element("Id", statement.id),
            Element("ElctrncSeqNb", str(statement.number)),
            Element("CreDtTm", moment_text(made_at)),
            Element("Acct", (number(statement.account), Element("Ccy", CURRENCY))),
            _balance("OPBD", statement.opening, statement.on),
            _balance("CLBD", statement.closing, statement.on),
            *map(_entry, statement.entries),
        ),
    )
    return written(Element("Document", (Element("BkToCstmrStmt", (header, body)),)), NAMESPACE)


def _balance(code: str, fen: int, on: date) -> Element:
    return Element(
        "Bal",
        (
            Element("Tp", (Element("CdOrPrtry", (Element("Cd", code),)),)),
            amount("Amt", abs(fen)),
            Element("CdtDbtInd", Way.DEBIT.value if fen < 0 else Way.CREDIT.value),
            Element("Dt", (Element("Dt", on.isoformat()),)),
        ),
    )


def _entry(entry: Entry) -> Element:
    side = "Dbtr" if entry.kind is Kind.CREDIT else "Cdtr"
    parties = (
        Element(side, (Element("Pty", (Element("Nm", entry.name),)),)) if entry.name else None,
        Element(f"{side}Acct", (number(entry.account),)) if entry.account else None,
    )
    details = (
        Element("Refs", (Element("EndToEndId", entry.end_to_end_id or NO_ID),)),
        Element("RltdPties", parties) if any(parties) else None,
        Element("RtrInf", (Element("Rsn", (Element("Cd", entry.reason),)),)) if entry.reason else None,
    )
    return Element(
        "Ntry",
        (
            Element("NtryRef", entry.id),
            amount("Amt", entry.fen),
            Element("CdtDbtInd", Way.DEBIT.value if entry.out else Way.CREDIT.value),
            Element("RvslInd", YesNo.YES.value) if entry.kind is Kind.REVERSAL else None,
            Element("Sts", (Element("Cd", BOOKED),)),
            Element("BookgDt", (Element("Dt", entry.booked_on.isoformat()),)),
            Element("AcctSvcrRef", entry.id),
            Element("BkTxCd", (Element("Prtry", (Element("Cd", entry.kind.value),)),)),
            Element("NtryDtls", (Element("TxDtls", details),)),
        ),
    )


def read_statements(data: bytes) -> tuple[Statement, ...]:
    """The statements of one message. Raises BadMessage.

    Whether balances and entries add up is no matter of form: `reconcile` says so. Entries not booked yet are left out;
    one entry for several payments is refused, for our batches ask for one each (BtchBookg false).
    """
    top = read(data, NAMESPACE, "Document").one("BkToCstmrStmt")
    top.one("GrpHdr/MsgId").text()
    found = list(top.each("Stmt"))
    if not found:
        top.one("Stmt")
    return tuple(map(_statement, found))


def _statement(part: Part) -> Statement:
    balances: dict[str, tuple[int, date]] = {}
    for balance in part.each("Bal"):
        code = balance.one("Tp/CdOrPrtry/Cd").text()
        if code in balances:
            balance.refuse(Code.REPEATED, code)
        sign = -1 if balance.one("CdtDbtInd").word(Way) is Way.DEBIT else 1
        balances[code] = sign * balance.one("Amt").fen(), balance.one("Dt/Dt").day()
    for code in ("OPBD", "CLBD"):
        if code not in balances:
            part.refuse(Code.MISSING, "Bal", code)
    account = part.one("Acct")
    currency = account.one("Ccy")
    if currency.text() != CURRENCY:
        currency.refuse(Code.CURRENCY, currency.text(), CURRENCY)
    closing, on = balances["CLBD"]
    return Statement(
        id=part.one("Id").text(),
        number=part.one("ElctrncSeqNb").whole(),
        account=account.one("Id/Othr/Id").text(),
        on=on,
        opening=balances["OPBD"][0],
        closing=closing,
        entries=tuple(_read_entry(one) for one in part.each("Ntry") if one.one("Sts/Cd").text() == BOOKED),
    )


def _read_entry(part: Part) -> Entry:
    way, reversal = part.one("CdtDbtInd").word(Way), part.maybe("RvslInd")
    details, fen = part.one("NtryDtls/TxDtls"), part.one("Amt").fen()
    if fen == 0:
        part.one("Amt").refuse(Code.AMOUNT, "0")
    reason = details.maybe("RtrInf/Rsn/Cd")
    end_to_end_id = details.maybe("Refs/EndToEndId")
    told = end_to_end_id.text() if end_to_end_id else NO_ID
    if reversal and reversal.word(YesNo) is YesNo.YES:
        kind = Kind.REVERSAL
    elif way is Way.DEBIT:
        if reason:
            reason.refuse(Code.CONTRADICTS, reason.text(), Way.CREDIT)
        kind = Kind.DEBIT
    else:
        kind = Kind.RETURN if reason else Kind.CREDIT
    account, name = _other_side(details, Way.CREDIT if kind is Kind.CREDIT else Way.DEBIT)
    return Entry(
        id=(part.maybe("AcctSvcrRef") or part.one("NtryRef")).text(),
        kind=kind,
        fen=fen,
        booked_on=part.one("BookgDt/Dt").day(),
        end_to_end_id="" if told == NO_ID else told,
        account=account,
        name=name,
        reason=reason.text() if reason else "",
        out=way is Way.DEBIT,
    )


def _other_side(details: Part, way: Way) -> tuple[str, str]:
    """Of money that came in it is who paid; of a payment, and of one that came back, who was to be paid."""
    side = "Dbtr" if way is Way.CREDIT else "Cdtr"
    account = details.maybe(f"RltdPties/{side}Acct/Id/Othr/Id")
    name = details.maybe(f"RltdPties/{side}/Pty/Nm")
    return account.text() if account else "", name.text(NAME_LONGEST) if name else ""
