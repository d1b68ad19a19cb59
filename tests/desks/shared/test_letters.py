"""An award letter says what the award's own lines say, in both languages, and the same bytes whenever it is made."""

import zipfile
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import translation
from docx import Document
from tests.desks.office import loop

from egret.desks.shared.letters import letter_of, pdf, word
from egret.rooms.people import queries as people
from egret.rooms.subsidy import queries as awarded

pytestmark = pytest.mark.django_db


@pytest.fixture
def award():
    loop.open_offices()
    (made,) = loop.awarded_advances(1)
    return awarded.visible_to(people.user("city")).get(pk=made.pk)


def said(letter):
    return [letter.sentence, *letter.paragraphs, letter.clause, letter.gist, *letter.next] + [
        text for row in letter.lines for text in (row.name, row.calculation, row.amount)
    ]


@pytest.mark.parametrize("tongue", ["zh-hans", "en"])
def test_word_says_every_line_of_the_award(award, tongue):
    with translation.override(tongue):
        letter = letter_of(award)
        document = Document(BytesIO(word(letter)))

    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    texts = [paragraph.text for paragraph in document.paragraphs] + cells
    assert [text for text in said(letter) if text not in texts] == []
    stored = [
        line.calculation_en if tongue == "en" else line.calculation for line in awarded.lines_of([award])
    ]
    assert [row.calculation for row in letter.lines] == stored


@pytest.mark.parametrize("make", [pdf, word])
def test_the_same_award_gives_the_same_bytes(award, make):
    assert make(letter_of(award)) == make(letter_of(award))


def test_the_pdf_is_an_archive_copy_with_its_title(award):
    made = pdf(letter_of(award))

    assert made.startswith(b"%PDF-1.7")
    assert b"pdfaid:part" in made


def test_word_names_the_typefaces_of_offices(award):
    with zipfile.ZipFile(BytesIO(word(letter_of(award)))) as parts:
        styles = parts.read("word/styles.xml").decode()

    assert 'w:eastAsia="仿宋"' in styles
    assert 'w:eastAsia="黑体"' in styles


def test_the_owner_and_the_office_download_it_and_nobody_else(client, award):
    owner = reverse("enterprise:letter", args=[award.pk, "pdf"])
    office = reverse("office:letter", args=[award.pk, "docx"])

    assert client.get(owner).status_code == 302
    client.force_login(loop.owner_of(award.enterprise))
    assert client.get(owner).headers["Content-Type"] == "application/pdf"
    assert client.get(reverse("enterprise:letter", args=[award.pk, "exe"])).status_code == 404
    assert client.get(office).status_code == 403
    client.force_login(people.user("city"))
    assert client.get(office).headers["Content-Disposition"] == f'attachment; filename="{award.no}.docx"'
