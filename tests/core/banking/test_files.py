import io
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.banking.samples import BANKS, PAYEE, PERSON, TEMPLATES, instruction, sample

from egret.core.banking.faults import BadMessage, Code
from egret.core.banking.files import BadTemplate, read_back, read_template, render
from egret.core.banking.signing import sha256

EVERY = pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)


def refused(data, template, sha=""):
    with pytest.raises(BadMessage) as caught:
        read_back(data, template, sha)
    return [(fault.where, fault.code) for fault in caught.value.faults]


@EVERY
def test_a_batch_comes_back_as_it_was_written(template):
    data = render(sample(), template)

    assert read_back(data, template, sha256(data)) == sample()


@EVERY
def test_the_same_batch_gives_the_same_bytes(template):
    assert render(sample(), template) == render(sample(), template)


def test_texts_look_as_the_template_says():
    assert render(sample(), TEMPLATES["gbk"]).decode("gbk").splitlines() == [
        "H|B20250301-01|2025-03-01T09:30:00+08:00|2025-03-01|示例市工业和信息化局|3510010001|示例银行营业部|313651027012",
        "D|1|PO000001|厦门白鹭精密机械有限公司|4050000001|示例银行白鹭支行|313651018028|0|12345678|数字化改造补助",
        "D|2|PO000002|张三|6222021234567894|示例银行海沧支行||1|5|“讲师”课酬 & 其他 <含税>",
        "T|2|12345683",
    ]
    assert render(sample(), TEMPLATES["csv"]).startswith("\ufeff批次号,制单时间,".encode())


@EVERY
def test_every_byte_changed_is_found_by_the_sum_that_was_kept(template):
    data = render(sample(), template)
    spoilt = data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]

    assert refused(spoilt, template, sha256(data)) == [("sha256", Code.CHANGED)]


@pytest.mark.parametrize(
    ("name", "old", "new", "found"),
    [
        ("csv", "123456.78", "923456.78", [("fen", Code.TOTAL)]),
        ("csv", "0.05", "0.055", [("amount", Code.AMOUNT)]),
        ("csv", "\r\n2,PO000002", "\r\n3,PO000002", [("serial", Code.NUMBER)]),
        ("csv", ",对公,", ",公司,", [("owner", Code.WORD)]),
        ("csv", "收款户名", "收款人", [("file", Code.CHANGED)]),
        ("csv", "PO000002", "PO000001", [("end_to_end_id", Code.REPEATED)]),
        ("csv", ",2025-03-01,", ",2025-02-30,", [("pay_on", Code.DAY)]),
        ("csv", "T09:30:00+08:00", "T25:30:00+08:00", [("made_at", Code.MOMENT)]),
        ("csv", "张三", '"张三', [("file", Code.MALFORMED)]),
        ("gbk", "T|2|", "T|3|", [("count", Code.TOTAL)]),
        ("gbk", "\nT|", "\nX|", [("fixed", Code.WORD)]),
        ("gbk", "T|2|12345683\n", "", [("columns", Code.LENGTH)]),
        ("iso", "<NbOfTxs>2", "<NbOfTxs>3", [("/Document/CstmrCdtTrfInitn/PmtInf/NbOfTxs", Code.CONTRADICTS)]),
        ("iso", ">0.05<", ">0.06<", [("fen", Code.TOTAL)]),
        ("iso", 'Ccy="CNY"', 'Ccy="USD"', [("/Document/CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf/Amt/InstdAmt", Code.CURRENCY)]),
        ("iso", "<PmtMtd>", "<!-- hidden --><PmtMtd>", [("file", Code.CHANGED)]),
        ("iso", "pain.001.001.09", "pain.001.001.03", [("/", Code.VERSION)]),
    ],
)  # fmt: skip
def test_what_was_tampered_with_is_found_with_its_place(name, old, new, found):
    template = TEMPLATES[name]
    text = render(sample(), template).decode(template.encoding)
    assert old in text

    assert refused(text.replace(old, new, 1).encode(template.encoding), template) == found


def test_a_payee_changed_in_a_sheet_is_another_batch_and_a_changed_amount_is_refused():
    template, batch = TEMPLATES["xlsx"], sample()
    richer = sample(instruction(1, 22_345_678), *batch.instructions[1:])

    def mixed(strings_from):
        """The sheet of one workbook with the texts of another."""
        out = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(render(batch, template))) as one,
            zipfile.ZipFile(io.BytesIO(render(strings_from, template))) as other,
            zipfile.ZipFile(out, "w") as made,
        ):
            for name in one.namelist():
                made.writestr(name, (other if "sharedStrings" in name else one).read(name))
        return out.getvalue()

    other_payee = sample(
        instruction(1, 12_345_678, replace(PAYEE, number="4050000002")), *batch.instructions[1:]
    )
    assert read_back(mixed(other_payee), template) == other_payee
    assert read_back(mixed(richer), template) == richer
    with zipfile.ZipFile(io.BytesIO(render(batch, template))) as book:
        strings = book.read("xl/sharedStrings.xml").replace(b"123456.78", b"223456.78")
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            for name in book.namelist():
                made.writestr(name, strings if "sharedStrings" in name else book.read(name))
    assert refused(out.getvalue(), template) == [("fen", Code.TOTAL)]


def test_a_name_that_the_encoding_lacks_is_refused_with_its_place():
    batch = sample(instruction(1, 5), instruction(2, 6, replace(PERSON, name="王㛃𠮷")))

    with pytest.raises(BadMessage) as caught:
        render(batch, TEMPLATES["gbk"])

    assert [(one.where, one.code, one.given, one.line) for one in caught.value.faults] == [
        ("column 4", Code.ENCODING, "王㛃𠮷", 3)
    ]


def test_a_template_without_all_columns_is_refused():
    text = (BANKS / "gbk.toml").read_text("utf-8")
    lacking = text.replace('cell = "purpose"', 'cell = "amount"').replace('personal = "1"', 'personal = "0"')

    with pytest.raises(BadTemplate) as caught:
        read_template(lacking, "gbk.toml")

    assert [(finding.key, finding.wrong) for finding in caught.value.findings] == [
        ("line", "lacks purpose"),
        ("line", "has amount twice"),
        ("owners", "both kinds of owner have the same word"),
    ]


def test_every_profile_says_that_it_is_invented():
    assert {template.id: template.invented for template in TEMPLATES.values()} == dict.fromkeys(
        TEMPLATES, True
    )
    assert list(TEMPLATES) == ["csv", "gbk", "iso", "xlsx"]


NAMES = st.text(
    st.characters(categories=("L", "N", "P", "S", "Zs"), exclude_characters="=+-@"), min_size=1, max_size=20
).map(lambda text: " ".join(text.split())).filter(bool)  # fmt: skip
LINES = st.lists(
    st.tuples(st.integers(1, 10**12), NAMES, st.integers(10**7, 10**32 - 1), NAMES), min_size=1, max_size=4
)


@EVERY
@settings(max_examples=60, deadline=None)
@given(lines=LINES)
def test_whatever_a_batch_says_comes_back(template, lines):
    template = replace(template, encoding="gb18030") if template.encoding == "gbk" else template
    try:
        batch = sample(
            *(
                instruction(place, fen, replace(PAYEE, name=name, number=str(number)), purpose)
                for place, (fen, name, number, purpose) in enumerate(lines, 1)
            )
        )
    except ValueError:  # a name in another normal form
        return

    assert read_back(render(batch, template), template) == batch


@EVERY
@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_refused_or_says_the_same(template, data):
    whole = render(sample(), template)
    spoilt = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 3))):
        spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))

    try:
        batch = read_back(bytes(spoilt), template)
    except BadMessage:
        return

    # A name or a number may have become another; the totals hold, and only the kept SHA-256 finds the rest.
    assert (batch.count, batch.fen) == (2, sum(one.fen for one in batch.instructions))
