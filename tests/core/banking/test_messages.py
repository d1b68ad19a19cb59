"""What banks answer: read exactly or refused with its place, never a crash."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.banking.samples import OFFICE, PAYEE, TEMPLATES, sample
from tests.core.banking.shapes import CAMT053, PAIN001, PAIN002, misshapen

from egret.core.banking import markup
from egret.core.banking.answers import Answer, Report, Status, read_report, write_report
from egret.core.banking.faults import BadMessage, Code
from egret.core.banking.files import read_back, render
from egret.core.banking.signing import SharedSecret, Signed, opened, seal
from egret.core.banking.statements import Entry, Kind, Statement, debit, read_statements, write_statement
from egret.core.days import CHINA

MOMENT = datetime(2025, 3, 3, 18, 0, tzinfo=CHINA)
DAY = date(2025, 3, 3)

REPORT = Report(
    "SIM-1",
    MOMENT,
    "B20250301-01",
    Status.PARTLY,
    (
        Answer("PO000001", Status.ACCEPTED, reference="SIM0001"),
        Answer("PO000002", Status.REJECTED, "AC04", "账户已销户 & 停用"),
        Answer("PO000003", Status.PENDING),
        Answer("PO000004", Status.SETTLED, reference="SIM0004"),
    ),
)
ENTRIES = (
    replace(debit("E1", 500, DAY, "PO000001", PAYEE.number), name=PAYEE.name),
    debit("E2", 7, DAY),
    Entry("E3", Kind.RETURN, 500, DAY, "PO000000", PAYEE.number, PAYEE.name, "AC04"),
    Entry("E4", Kind.CREDIT, 1000, DAY, account="999900001111", name="国库"),
    Entry("E5", Kind.REVERSAL, 7, DAY, out=False),
)
STATEMENT = Statement("ST-7", 7, OFFICE.number, DAY, -5, 995, ENTRIES)


def whole():
    return write_statement(STATEMENT, MOMENT)


def fault_of(read, data):
    with pytest.raises(BadMessage) as caught:
        read(data)
    return [(one.where, one.code, one.line) for one in caught.value.faults]


def test_a_report_comes_back_as_it_was_written():
    rejected = Report("SIM-2", MOMENT, "B1", Status.REJECTED, (), "DU01", "同号异文")

    assert read_report(write_report(REPORT)) == REPORT
    assert read_report(write_report(rejected)) == rejected


def test_a_statement_comes_back_as_it_was_written():
    assert read_statements(whole()) == (STATEMENT,)
    assert sum(entry.moved for entry in ENTRIES) == 1000


@pytest.mark.parametrize(
    ("data", "shape"),
    [
        (render(sample(), TEMPLATES["iso"]), PAIN001),
        (write_report(REPORT), PAIN002),
        (write_report(Report("S", MOMENT, "B", Status.REJECTED, (), "DU01")), PAIN002),
        (whole(), CAMT053),
    ],
)
def test_messages_have_the_shape_that_iso_20022_gives_them(data, shape):
    assert misshapen(data, shape) == []


def test_the_shapes_notice_an_element_out_of_order_missing_or_too_long():
    text = whole().decode()
    turned = text.replace(
        "<Id>ST-7</Id>\n   <ElctrncSeqNb>7</ElctrncSeqNb>", "<ElctrncSeqNb>7</ElctrncSeqNb><Id>ST-7</Id>"
    )
    lacking = text.replace("<MsgId>ST-7</MsgId>", "")
    long = text.replace("<MsgId>ST-7", "<MsgId>" + "S" * 36)

    assert turned != text
    assert [bool(misshapen(one.encode(), CAMT053)) for one in (turned, lacking, long)] == [True, True, True]


ROOT = "/Document/BkToCstmrStmt"
LINES = whole().count(b"\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('<Amt Ccy="CNY">5.00', '<Amt Ccy="CNY">5.001', (f"{ROOT}/Stmt/Ntry/Amt", Code.AMOUNT, 46)),
        ('<Amt Ccy="CNY">5.00', "<Amt>5.00", (f"{ROOT}/Stmt/Ntry/Amt", Code.CURRENCY, 46)),
        ('<Amt Ccy="CNY">5.00', '<Amt Ccy="CNY">-5.00', (f"{ROOT}/Stmt/Ntry/Amt", Code.AMOUNT, 46)),
        ('<Amt Ccy="CNY">5.00', '<Amt Ccy="CNY">0', (f"{ROOT}/Stmt/Ntry/Amt", Code.AMOUNT, 46)),
        ("<CdtDbtInd>DBIT", "<CdtDbtInd>DEBT", (f"{ROOT}/Stmt/Bal/CdtDbtInd", Code.WORD, 27)),
        ("OPBD", "PRCD", (f"{ROOT}/Stmt", Code.MISSING, 8)),
        ("OPBD", "CLBD", (f"{ROOT}/Stmt/Bal[2]", Code.REPEATED, 32)),
        ("<ElctrncSeqNb>7", "<ElctrncSeqNb>7a", (f"{ROOT}/Stmt/ElctrncSeqNb", Code.NUMBER, 10)),
        ("<Dt>2025-03-03", "<Dt>2025-02-29", (f"{ROOT}/Stmt/Bal/Dt/Dt", Code.DAY, 29)),
        ("<Id>ST-7</Id>", "", (f"{ROOT}/Stmt/Id", Code.MISSING, 8)),
        ("<Id>ST-7</Id>", "<Id>ST-7</Id><Id>ST-8</Id>", (f"{ROOT}/Stmt/Id[2]", Code.MORE_THAN_ONE, 9)),
        ("<Id>ST-7</Id>", "<Id> </Id>", (f"{ROOT}/Stmt/Id", Code.EMPTY, 9)),
        ("<Id>ST-7</Id>", "<Id><Id>ST-7</Id></Id>", (f"{ROOT}/Stmt/Id/Id", Code.MALFORMED, 9)),
        ("<Id>ST-7</Id>", "<Id>ST\u200b7</Id>", (f"{ROOT}/Stmt/Id", Code.CHARACTERS, 9)),
        ("<Id>ST-7</Id>", f"<Id>{'S' * 36}</Id>", (f"{ROOT}/Stmt/Id", Code.LENGTH, 9)),
        ("<Ccy>CNY", "<Ccy>USD", (f"{ROOT}/Stmt/Acct/Ccy", Code.CURRENCY, 18)),
        ("camt.053.001.08", "camt.053.001.02", ("/", Code.VERSION, 2)),
        ("</Document>", "", ("/", Code.MALFORMED, LINES)),
        ("UTF-8", "GB18030", ("/", Code.ENCODING, 1)),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_statement_is_told_with_its_place(old, new, found):
    text = whole().decode()
    assert old in text

    assert fault_of(read_statements, text.replace(old, new, 1).encode()) == [found]


def test_a_return_that_takes_money_out_contradicts_itself():
    text = whole().decode()
    turned = text[: text.index("E3")] + text[text.index("E3") :].replace("CRDT", "DBIT", 1)

    assert fault_of(read_statements, turned.encode())[0][1] == Code.CONTRADICTS


def test_one_entry_for_several_payments_is_refused_and_unbooked_ones_are_left_out():
    text = whole().decode()
    details = text[text.index("<TxDtls>") : text.index("</TxDtls>") + len("</TxDtls>")]

    assert (
        fault_of(read_statements, text.replace(details, details * 2, 1).encode())[0][1] == Code.MORE_THAN_ONE
    )
    pending = text.replace("<Cd>BOOK</Cd>", "<Cd>PDNG</Cd>", 1).encode()
    assert [entry.id for entry in read_statements(pending)[0].entries] == ["E2", "E3", "E4", "E5"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<GrpSts>PART", "<GrpSts>ACCP", Code.CONTRADICTS),
        ("<GrpSts>PART", "<GrpSts>ACTC", Code.WORD),
        ("<TxSts>PDNG", "<TxSts>PART", Code.WORD),
        ("<TxSts>PDNG", "<TxSts>RJCT", Code.MISSING),
        ("<Cd>AC04", "<Cd>closed", Code.WORD),
        ("PO000003", "PO000001", Code.REPEATED),
        ("<OrgnlPmtInfId>B", "<OrgnlPmtInfId>C", Code.CONTRADICTS),
        ("pain.001.001.09", "pain.008.001.08", Code.VERSION),
    ],
)
def test_what_is_wrong_in_a_report_is_told(old, new, code):
    text = write_report(REPORT).decode()
    assert old in text

    assert [one[1] for one in fault_of(read_report, text.replace(old, new, 1).encode())] == [code]


ENTITY = '<?xml version="1.0"?><!DOCTYPE Document [<!ENTITY x SYSTEM "file:///etc/passwd">]><Document>&x;</Document>'
READERS = [read_report, read_statements, lambda data: read_back(data, TEMPLATES["iso"])]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (ENTITY.encode(), Code.FORBIDDEN),
        (
            b'<!DOCTYPE a [<!ENTITY a "1234567890"><!ENTITY b "&a;&a;&a;">]><Document>&b;</Document>',
            Code.FORBIDDEN,
        ),
        (ENTITY.encode("utf-16"), Code.ENCODING),
        (ENTITY.encode("utf-16-le"), Code.ENCODING),
        (b"", Code.MALFORMED),
        (b"\x00" * 40, Code.ENCODING),
        (b"<Document/>", Code.VERSION),
        (b"<a>" * 200_000, Code.TOO_DEEP),
        (b" " * (markup.LARGEST + 1), Code.TOO_LARGE),
    ],
)
def test_no_entity_is_followed_and_no_size_or_depth_overwhelms(read, data, code):
    assert [one[1] for one in fault_of(read, data)] == [code]


@settings(max_examples=2_000, deadline=None)
@given(data=st.data())
def test_whatever_bytes_come_they_are_read_or_refused(data):
    """Cut, overwritten, repeated and spliced: three kinds of message at once."""
    place = data.draw(st.integers(0, 2))
    bytes_ = bytearray([write_report(REPORT), whole(), render(sample(), TEMPLATES["iso"])][place])
    for _ in range(data.draw(st.integers(1, 4))):
        first = data.draw(st.integers(0, len(bytes_)))
        last = data.draw(st.integers(first, min(len(bytes_), first + 40)))
        piece = data.draw(
            st.one_of(
                st.binary(max_size=6),
                st.sampled_from(
                    [b"<", b">", b"&", b"</Ntry>", b"<!DOCTYPE a>", b"&#0;", b"\xff", b"0", b"-", b"9" * 30]
                ),
                st.just(bytes(bytes_[first:last]) * 2),
            )
        )
        bytes_[first:last] = piece
    try:
        READERS[place](bytes(bytes_))
    except BadMessage as fault:
        assert fault.faults  # noqa: PT017 - either way is right, a crash is not


def test_a_signature_holds_for_its_own_bytes_and_secret_only():
    ours, theirs = SharedSecret(b"ours"), SharedSecret(b"theirs")
    signed = seal(whole(), ours)

    assert opened(signed, ours) == whole()
    for wrong, signer in [
        (signed, theirs),
        (replace(signed, data=signed.data + b" "), ours),
        (replace(signed, signature="签名"), ours),
        (Signed(signed.data, "none", signed.signature), ours),
    ]:
        assert fault_of(lambda _, one=wrong, who=signer: opened(one, who), b"")[0][1] == Code.SIGNATURE


def test_a_secret_is_not_shown():
    assert "ours" not in repr(SharedSecret(b"ours"))
