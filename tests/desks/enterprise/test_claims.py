"""What the owner may get beside the contract, from the first look to the letter and an objection."""

from fractions import Fraction

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.journeys import claiming, loop

from egret.base import clock
from egret.core.banking.accounts import Account
from egret.journeys.claims import match_touched
from egret.rooms.people import queries as known
from egret.rooms.provider import actions as providers
from egret.rooms.subsidy.queries import claims as claimed
from egret.rooms.subsidy.queries import objections as objected

pytestmark = pytest.mark.django_db
SAID = {"contact": "0592-5551234"}


@pytest.fixture(autouse=True)
def in_english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def owner(client, city):
    client.force_login(city.firm.user)
    with clock.frozen(claiming.CLAIMED):
        yield client


def page(name, *args):
    return reverse(f"enterprise:{name}", args=args)


def paper():
    return SimpleUploadedFile("invoice.pdf", loop.PAPER)


def row_of(city):
    return claimed.of_enterprise(city.firm.own).first()


def test_the_list_says_what_is_known_and_what_is_missing(owner):
    others = {one["clause"].id: one for one in owner.get(page("claims")).context["others"]}

    first = others["91"]
    assert [fact.id for fact, _value, _record in first["known"]] == ["listed", "claimed_on"]
    assert [one.fact.id for one in first["missing"]] == ["fee"]


def test_a_claim_is_begun_filled_in_and_handed_in(owner, city):
    owner.post(page("begin-claim", "91"))
    version = row_of(city).version
    said = {"version": version, "fact_fee": "５０，０００", "file_fee": paper(), "go": "send"}
    answer = owner.post(page("hand-in-claim", "91"), said)

    assert answer.status_code == 302
    assert (row_of(city).state, row_of(city).facts["诊断费"]) == ("submitted", 5_000_000)
    shown = owner.get(page("claim", "91")).content.decode()
    assert "invoice.pdf" in shown
    assert "30,000.00" in shown


def test_what_is_typed_wrong_stands_at_its_field_and_the_file_is_kept(owner, city):
    owner.post(page("begin-claim", "91"))
    said = {"version": 1, "fact_fee": "五万", "file_fee": paper(), "go": "send"}
    wrong = owner.post(page("hand-in-claim", "91"), said)

    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["fact_fee"])
    assert "五万" in wrong.content.decode()
    assert "invoice.pdf" in wrong.content.decode()
    right = owner.post(page("hand-in-claim", "91"), {"version": 1, "fact_fee": "50,000", "go": "send"})
    assert right.status_code == 302


def test_a_claim_without_its_proof_is_told_so_at_the_fact(owner):
    owner.post(page("begin-claim", "91"))
    wrong = owner.post(page("hand-in-claim", "91"), {"version": 1, "fact_fee": "50,000", "go": "send"})

    assert wrong.status_code == 422
    assert wrong.context["form"].errors["fact_fee"] == ["Attach what proves it: invoices."]


def test_a_claim_is_kept_for_later_and_a_file_left_out(owner, city):
    owner.post(page("begin-claim", "91"))
    owner.post(
        page("hand-in-claim", "91"), {"version": 1, "fact_fee": "7", "file_fee": paper(), "go": "keep"}
    )
    [file] = claimed.evidence_of(row_of(city))["fee"]

    assert 'value="7.00"' in owner.get(page("claim", "91")).content.decode()
    owner.post(page("hand-in-claim", "91"), {"version": 1, "fact_fee": "", "out_fee": file.pk, "go": "keep"})
    assert (row_of(city).facts, claimed.evidence_of(row_of(city))) == ({}, {})


def test_a_stale_form_is_refused(owner, city):
    owner.post(page("begin-claim", "91"))
    said = {"version": 7, "fact_fee": "50,000", "file_fee": paper(), "go": "send"}

    stale = owner.post(page("hand-in-claim", "91"), said)

    assert stale.status_code == 422
    assert "while your page was open" in stale.content.decode()
    assert row_of(city).state == "draft"


def test_a_claim_for_a_provider_asks_which(owner, city):
    owner.post(page("begin-claim", "93"))
    said = {"version": 1, "fact_fee": "50,000", "file_fee": paper(), "go": "send"}

    wrong = owner.post(page("hand-in-claim", "93"), said | {"provider": ""})
    right = owner.post(
        page("hand-in-claim", "93"), said | {"file_fee": paper(), "provider": city.provider.pk}
    )

    assert list(wrong.context["form"].errors) == ["provider"]
    assert (right.status_code, row_of(city).provider_id) == (302, city.provider.pk)


@pytest.mark.parametrize("clause", ["8", "404"])
def test_a_clause_that_is_not_claimed_is_not_found(owner, clause):
    assert owner.get(page("claim", clause)).status_code == 404
    assert owner.post(page("begin-claim", clause)).status_code == 404


def test_every_address_bears_a_claim_that_is_not_there(owner):
    for name in ("hand-in-claim", "answer-claim"):
        assert owner.post(page(name, "91"), {"version": 1, "go": "send"}).status_code in (302, 422)
        assert owner.get(page(name, "91")).status_code == 405


def test_what_is_ready_takes_one_click(client, city):
    case = loop.advanced(city, 2)
    loop.decided(city, loop.reported(city, case, level=3))
    match_touched(by=known.system(), at=loop.DECIDED)
    client.force_login(case.user)
    with clock.frozen(loop.DECIDED):
        [ready] = client.get(page("claims")).context["ready"]
        assert ready["fen"] == 1_000_000
        client.post(page("answer-claim", "92"), {"version": ready["claim"].version, "go": "decline"})
        declined = client.get(page("claim", "92")).content.decode()
        row = claimed.of_enterprise(case.own).get()
        client.post(page("answer-claim", "92"), {"version": row.version, "go": "take"})

    assert "10,000.00" in declined
    row.refresh_from_db()
    assert row.state == "awarded"


def test_what_is_ready_and_was_not_matched_yet_takes_one_click_too(client, city):
    case = loop.advanced(city, 2)
    loop.decided(city, loop.reported(city, case, level=3))
    client.force_login(case.user)
    with clock.frozen(loop.DECIDED):
        client.post(page("answer-claim", "92"), {"version": 1, "go": "take"})

    assert claimed.of_enterprise(case.own).get().state == "awarded"


def test_a_click_where_nothing_is_ready_is_refused(owner, city):
    answer = owner.post(page("answer-claim", "92"), {"version": 1, "go": "take"})

    assert answer.status_code == 422
    assert claimed.of_enterprise(city.firm.own).count() == 0


def test_the_award_says_why_and_takes_an_objection(owner, city):
    award = claiming.awarded(city, city.firm, reason="费用核减", rate=Fraction(1, 2))
    shown = owner.get(page("award", award.pk)).content.decode()
    empty = owner.post(page("object-to-award", award.pk), SAID | {"text": ""})
    with clock.frozen(claiming.DECIDED):
        filed = owner.post(page("object-to-award", award.pk), SAID | {"text": "Look at the second invoice."})
    with clock.frozen(claiming.DUE):
        late = owner.post(page("object-to-award", award.pk), SAID | {"text": "Too late."})

    assert "费用核减" in shown
    assert "25,000.00" in shown
    assert (empty.status_code, filed.status_code, late.status_code) == (422, 302, 422)
    assert objected.of_award(award).get().text == "Look at the second invoice."


@pytest.mark.parametrize(("kind", "start"), [("pdf", b"%PDF-"), ("docx", b"PK")])
def test_the_letter_opens(owner, city, kind, start):
    award = claiming.awarded(city, city.firm)

    answer = owner.get(page("letter", award.pk, kind))

    assert answer.content.startswith(start)
    assert answer["Content-Disposition"] == f'attachment; filename="{award.no}.{kind}"'
    assert owner.get(page("letter", award.pk, "exe")).status_code == 404


def test_somebody_else_s_award_is_not_found(client, city):
    award = claiming.awarded(city, city.firm)
    client.force_login(loop.listed(city, 2).user)

    assert client.get(page("award", award.pk)).status_code == 404
    assert client.get(page("letter", award.pk, "pdf")).status_code == 404
    assert client.post(page("object-to-award", award.pk), {"text": "x"}).status_code == 404


def test_the_money_of_a_provider_says_to_whom_it_goes(owner, city):
    claiming.awarded(city, city.firm, clause="93", provider=city.provider)
    providers.name_account(
        city.provider.pk, Account(city.provider.name, "96000001", "b"), by=city.signer, at=claiming.DUE
    )

    assert f"goes to {city.provider.name} for you" in owner.get(page("money")).content.decode()


def test_the_list_of_awards_costs_the_same_for_one_and_for_three(owner, city):
    claiming.awarded(city, city.firm)
    owner.get(page("money"))
    with CaptureQueriesContext(connection) as one:
        owner.get(page("money"))
    claiming.awarded(city, city.firm, clause="93", provider=city.provider)
    claiming.awarded(city, city.firm)

    with CaptureQueriesContext(connection) as three:
        owner.get(page("money"))
    assert len(one) == len(three)
