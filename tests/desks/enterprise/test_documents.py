"""The owner shows documents one by one or many at once, sees at once what counts, and loses nothing typed."""

import io
import math
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.journeys import claiming, loop, papers
from tests.packs.tallied import written

from egret.base import clock
from egret.rooms.city import queries as packs
from egret.rooms.subsidy.queries import claims as claimed
from egret.rooms.subsidy.queries import documents as shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(settings, tmp_path, monkeypatch, db):
    settings.CITIES_DIR = written(tmp_path)
    known = packs.InForce(packs._read(settings.CITIES_DIR / settings.CITY), math.inf)
    monkeypatch.setattr(packs, "_found", known)
    here = loop.offices()
    firm = loop.listed(here)
    firm.here = here
    return firm


@pytest.fixture
def owner(client, firm):
    client.cookies["django_language"] = "en"
    client.force_login(firm.user)
    with clock.frozen(claiming.CLAIMED):
        client.post(page("begin-claim", "94"))
        yield client


def page(name, *args):
    return reverse(f"enterprise:{name}", args=args)


def scan(name="invoice.pdf"):
    return SimpleUploadedFile(name, loop.PAPER)


def said(**typed):
    whole = {
        "no": "ｉ-１",
        "kind": "发票",
        "cost": "software",
        "dated_on": "2024-02-02",
        "fen": "22,600",
        "tax_fen": "2600",
    }
    return {f"doc_fee_94-{name}": value for name, value in (whole | typed).items()}


def send(owner, go, clause="94", **fields):
    return owner.post(page("hand-in-claim", clause), {"version": 1, "go": go, **fields})


def row_of(firm):
    return claimed.of_enterprise(firm.own).get()


def rows_of(firm):
    return list(shown.of_claim(row_of(firm)))


def test_a_document_is_added_and_told_at_once_what_it_counts_for(owner, firm):
    answer = send(owner, "add:fee_94", **said(file=scan()))
    listed = owner.get(answer["Location"]).content.decode()

    assert (answer.status_code, answer["Location"]) == (302, f"{page('claim', '94')}#documents-fee_94")
    assert [(one.no, one.fen, one.tax_fen, one.file.name) for one in rows_of(firm)] == [
        ("I-1", 2_260_000, 260_000, "invoice.pdf")
    ]
    assert "1 of 1 documents count: ¥20,000.00" in listed
    assert "Counted from the day of the list, 23 Jan 2024," in listed
    assert "12,000.00" in listed  # 60 % of it, at best


@pytest.mark.parametrize(
    ("typed", "english", "chinese"),
    [
        ({"kind": "付款凭证"}, "Left out: this kind of document does not count", "不计：单据种类不符"),
        ({"cost": "travel"}, "Left out: this kind of cost does not count", "不计：费用类别不符"),
        ({"dated_on": "2024-01-22"}, "Left out: too early", "不计：日期过早"),
    ],
)
def test_what_is_left_out_says_why_in_both_languages(owner, typed, english, chinese):
    send(owner, "add:fee_94", **said(file=scan(), **typed))

    assert english in owner.get(page("claim", "94")).content.decode()
    owner.cookies["django_language"] = "zh-hans"
    told = owner.get(page("claim", "94")).content.decode()
    assert chinese in told
    assert "1 份单据中 0 份计入，合计 0.00 元" in told


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"no": ""}, "no"),
        ({"dated_on": "Tuesday"}, "dated_on"),
        ({"dated_on": "2024-03-05"}, "dated_on"),
        ({"fen": "twenty"}, "fen"),
        ({"fen": "0"}, "fen"),
        ({"tax_fen": "22,601"}, "tax_fen"),
        ({"cost": ""}, "cost"),
        ({"kind": "收据"}, "kind"),
    ],
)
def test_what_is_wrong_stands_at_its_field_with_everything_typed_and_the_file(owner, firm, typed, field):
    wrong = send(owner, "add:fee_94", **said(file=scan(), **typed))
    [(_section, form, *_rest)] = wrong.context["summed"]
    [(file, _name)] = [choice for choice in form.fields["kept"].choices if choice[0]]

    assert (wrong.status_code, list(form.errors), rows_of(firm)) == (422, [field], [])
    assert {name: form[name].value() for name in ("no", "fen")} == {
        "no": typed.get("no", "ｉ-１"), "fen": typed.get("fen", "22,600"),
    }  # fmt: skip
    right = send(owner, "add:fee_94", **said(kept=file))
    assert right.status_code == 302
    assert [one.file.name for one in rows_of(firm)] == ["invoice.pdf"]


def test_the_same_number_twice_is_refused(owner, firm):
    send(owner, "add:fee_94", **said(file=scan()))
    again = send(owner, "add:fee_94", **said(no="I-1"))

    assert again.status_code == 422
    assert "No. I-1 stands in this claim already. Each document counts once." in again.content.decode()
    assert len(rows_of(firm)) == 1


def test_a_document_that_was_begun_is_kept_whichever_button_is_pressed(owner, firm):
    kept = send(owner, "keep", **said())
    half = send(owner, "send", **said(no="i-2", fen=""))

    assert (kept.status_code, half.status_code, row_of(firm).state) == (302, 422, "draft")
    assert [one.no for one in rows_of(firm)] == ["I-1"]
    [(_section, form, *_rest)] = half.context["summed"]
    assert (form["no"].value(), list(form.errors)) == ("i-2", ["fen"])


def test_a_document_is_changed_and_removed(owner, firm):
    send(owner, "add:fee_94", **said(file=scan()))
    [row] = rows_of(firm)
    editing = send(owner, f"edit:{row.pk}")
    [(_section, form, *_rest)] = owner.get(editing["Location"]).context["summed"]

    assert (form["no"].value(), form["pk"].value(), form["kept"].value()) == ("I-1", row.pk, row.file_id)
    send(owner, "add:fee_94", **said(pk=row.pk, no="i-9", fen="100", tax_fen="", kept=row.file_id))
    [after] = rows_of(firm)
    assert (after.pk, after.no, after.fen, after.tax_fen, after.file_id) == (
        row.pk,
        "I-9",
        10_000,
        0,
        row.file_id,
    )
    send(owner, f"remove:{row.pk}")
    assert rows_of(firm) == []
    gone = send(owner, f"remove:{row.pk}")
    assert gone.status_code == 422
    assert "not here any more" in gone.content.decode()


def test_a_claim_with_documents_is_handed_in_and_shows_them_then(owner, firm):
    send(owner, "add:fee_94", **said(file=scan()))
    send(owner, "add:fee_94", **said(no="i-2", dated_on="2024-01-01", file=scan()))
    answer = send(owner, "send")

    assert (answer.status_code, row_of(firm).state, row_of(firm).facts["诊断费"]) == (
        302,
        "submitted",
        2_000_000,
    )
    after = owner.get(page("claim", "94")).content.decode()
    assert "1 of 2 documents count: ¥20,000.00" in after
    assert 'value="edit:' not in after
    assert send(owner, "add:fee_94", **said(no="i-3")).status_code == 302
    assert len(rows_of(firm)) == 2


def test_documents_without_a_file_are_named_when_it_is_handed_in(owner, firm):
    send(owner, "add:fee_94", **said())
    bare = send(owner, "send")

    assert bare.status_code == 422
    assert "Attach the document itself to No. I-1." in bare.content.decode()
    scanned = owner.post(page("scan-documents", "94", "fee_94"), {"scan": scan()})
    assert (scanned.status_code, send(owner, "send").status_code) == (302, 302)


def test_where_there_are_none_a_tick_says_so(owner, firm):
    empty = send(owner, "send")
    ticked = send(owner, "send", none_fee_94="on")

    assert empty.context["form"].errors["none_fee_94"] == ["Add the documents, or tick that there are none."]
    assert (ticked.status_code, row_of(firm).facts["诊断费"]) == (302, 0)


def test_the_owner_reads_why_a_document_was_struck(owner, firm):
    row = papers.struck(firm.here.district, papers.submitted(firm, "95"))
    told = owner.get(page("claim", row.clause)).content.decode()

    assert "不是本项目的发票" in told
    assert "Struck" in told


def test_somebody_else_s_documents_are_out_of_reach(client, owner, firm):
    send(owner, "add:fee_94", **said(file=scan()))
    [row] = rows_of(firm)
    other = loop.listed(firm.here, 2)
    client.force_login(other.user)
    client.post(page("begin-claim", "94"))

    assert send(client, f"remove:{row.pk}").status_code == 422
    assert send(client, "add:fee_94", **said(no="n", kept=row.file_id)).status_code == 422
    send(client, "add:fee_94", **said(no="n", pk=row.pk))
    assert [(one.no, one.fen) for one in rows_of(firm)] == [("I-1", 2_260_000)]


@pytest.mark.parametrize(
    "go",
    [
        "edit:x",
        "remove:x",
        "remove:",
        "add:no-such",
        "import:no-such",
        "?",
        "edit:" + "9" * 30,
        "remove:" + "9" * 30,
    ],
)
def test_a_button_that_is_none_does_no_harm(owner, go):
    assert send(owner, go).status_code in (302, 422)
    assert owner.get(f"{page('claim', '94')}?edit={go}").status_code == 200


HEAD = 'Number on the document,Kind of document,What it is for,Day on the document,"Amount with tax, yuan","Tax in it, yuan"\n'
GOOD = 'i-1,发票,software,2024/2/2,"22,600.00",2600\ni-2,发票,实施服务,2024年2月3日,1060,60\n'


def bring(owner, **fields):
    return owner.post(page("claim-documents", "94", "fee_94"), fields)


def sheet(text, name="sheet.csv", encoding="utf-8-sig"):
    return SimpleUploadedFile(name, text.encode(encoding))


@pytest.mark.parametrize(
    "fields",
    [
        lambda: {"sheet": sheet(HEAD + GOOD)},
        lambda: {"sheet": sheet(HEAD + GOOD, encoding="gb18030")},
        lambda: {"cells": GOOD},
        lambda: {
            "cells": "i-1\t发票\tsoftware\t20240202\t22600\t2600\r\ni-2\t发票\tservices\t45325\t1060\t60\r\n"
        },
        lambda: {
            "sheet": workbook(
                [["i-1", "发票", "软件", 45324, 22600, 2600], ["i-2", "发票", "services", 45325, 1060.0, 60]]
            )
        },
    ],
    ids=["csv", "gb18030", "pasted csv", "pasted cells", "xlsx"],
)
def test_a_sheet_is_taken_whole(owner, firm, fields):
    answer = bring(owner, scan=scan("all.pdf"), **fields())

    assert answer.status_code == 302
    assert [
        (one.no, one.cost, one.dated_on, one.fen, one.tax_fen, one.file.name) for one in rows_of(firm)
    ] == [
        ("I-1", "software", date(2024, 2, 2), 2_260_000, 260_000, "all.pdf"),
        ("I-2", "service", date(2024, 2, 3), 106_000, 6_000, "all.pdf"),
    ]


def workbook(rows):
    """As `xlsxwriter` and the template write them: texts are shared, numbers are numbers."""
    import xlsxwriter  # noqa: PLC0415

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        one = book.add_worksheet()
        for place, row in enumerate(rows):
            one.write_row(place, 0, row)
    return SimpleUploadedFile("sheet.xlsx", out.getvalue())


def test_every_fault_of_a_sheet_is_named_by_row_and_column_and_nothing_is_kept(owner, firm):
    rows = (
        GOOD
        + "i-3,发票,meals,yesterday,1,0\n\ni-4,发票,travel,2024-02-02,x,0\n2.43520E+19,发票,travel,2024-02-02,1,0\n"
    )
    answer = bring(owner, sheet=sheet(HEAD + rows), scan=scan())
    faults = [(one.row, one.column, one.message) for one in answer.context["faults"]]

    assert answer.status_code == 422
    assert [fault[:2] for fault in faults] == [
        (4, "What it is for"),
        (4, "Day on the document"),
        (6, "Amount with tax, yuan"),
        (7, "Number on the document"),
    ]
    assert "Excel cut this number" in faults[-1][2]
    assert rows_of(firm) == []
    assert 'name="scan_before"' in answer.content.decode()


def test_a_number_that_stands_twice_is_named_by_its_row(owner, firm):
    answer = bring(owner, sheet=sheet(HEAD + GOOD + "i-1,发票,software,2024-02-02,1,0\n"))

    assert [(one.row, one.column) for one in answer.context["faults"]] == [(4, "Number on the document")]
    assert rows_of(firm) == []


def test_an_invoice_number_that_excel_cut_is_found(owner, firm):
    answer = bring(owner, sheet=workbook([[24352000000012345678, "发票", "软件", 45324, 1, 0]]))

    assert ["Excel cut this number" in one.message for one in answer.context["faults"]] == [True]


BOMB = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">&a;</worksheet>'


def zipped(text, name="xl/worksheets/sheet1.xml"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(name, text)
    return SimpleUploadedFile("sheet.xlsx", out.getvalue())


@pytest.mark.parametrize(
    "fields",
    [
        dict,
        lambda: {"cells": "   \n"},
        lambda: {"sheet": sheet(HEAD)},
        lambda: {"sheet": sheet("Number on the document,x\ni-1,y\n")},
        lambda: {"sheet": zipped(BOMB)},
        lambda: {"sheet": zipped(BOMB.encode("utf-16"))},
        lambda: {"sheet": zipped("<a")},
        lambda: {"sheet": zipped(" " * (9 * 1024 * 1024))},
        lambda: {"sheet": zipped("", "other.xml")},
        lambda: {"sheet": SimpleUploadedFile("x.xlsx", b"PK\x03\x04nothing")},
        lambda: {"sheet": SimpleUploadedFile("x.csv", b"\x00\x01\x02")},
        lambda: {"sheet": SimpleUploadedFile("x.csv", b"\xff\xff\xff")},
        lambda: {"cells": '"' + "x" * 200_000},
        lambda: {"cells": "i,发票,software,2024-02-02,1,0\n" * 2001},
    ],
)
def test_what_is_no_sheet_is_told_so(owner, firm, fields):
    answer = bring(owner, **fields())

    assert answer.status_code == 422
    assert rows_of(firm) == []


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_template_comes_back_as_it_went(owner, firm, form):
    answer = owner.get(page("documents-template", "94", "fee_94", form))

    assert answer["Content-Disposition"] == f'attachment; filename="fee_94.{form}"'
    empty = bring(owner, sheet=SimpleUploadedFile(f"x.{form}", answer.content))
    assert "There is no document in the sheet" in empty.content.decode()


def test_every_address_of_documents_bears_what_is_not_there(owner, client, firm):
    for clause, fact in (("94", "listed_on"), ("91", "fee"), ("8", "x"), ("404", "x")):
        assert owner.get(page("claim-documents", clause, fact)).status_code == 404
    assert owner.get(page("documents-template", "94", "fee_94", "exe")).status_code == 404
    assert owner.get(page("claim-documents", "94", "fee_94")).status_code == 200
    assert owner.get(page("claim-documents", "95", "fee_95")).status_code == 302
    assert owner.get(page("scan-documents", "94", "fee_94")).status_code == 405
    client.force_login(firm.here.district)
    for name in ("claim-documents", "scan-documents"):
        assert client.post(page(name, "94", "fee_94")).status_code == 403
