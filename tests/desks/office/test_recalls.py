"""Cuts, revocations and deciding anew at the office: computed while it is typed, nothing typed is lost, read by the owner."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.journeys import claiming, loop, recalling

from egret.base import clock
from egret.journeys import pay
from egret.journeys.award_objections import decide_objection
from egret.rooms.files import actions as files
from egret.rooms.people import queries as known
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.actions import externals, objections
from egret.rooms.subsidy.actions.externals import Received
from egret.rooms.subsidy.actions.objections import Objector
from egret.rooms.subsidy.queries import recalls

pytestmark = pytest.mark.django_db
GROUND = {"ground": "发票重复列支"}


@pytest.fixture(autouse=True)
def on_that_day():
    with clock.frozen(recalling.FOUND):
        yield


@pytest.fixture
def case(city):
    """A contract that was paid in full: `case.award` is its balance."""
    return recalling.balanced(city, serial=2)


def desk(username, language="en"):
    client = Client()
    client.cookies["django_language"] = language
    client.force_login(known.user(username))
    return client


def page(name, *args):
    return reverse(f"office:{name}", args=args)


def typed(award, **changed):
    """What the page's form holds, with some fields typed over."""
    form = desk("city").get(page("cut", award.pk)).context["form"]
    shown = {name: str(form[name].value()) for name in form.fields if name.startswith("fact_")}
    return shown | {"fact_spend": "1,000,000.00"} | changed


def proof():
    return {"proof": SimpleUploadedFile("审计报告.pdf", loop.PAPER)}


def test_what_would_come_back_is_computed_while_it_is_typed_and_nothing_is_kept(case):
    address = page("preview-cut", case.award.pk)

    less = desk("city").post(address, typed(case.award, fact_spend="500,000")).content.decode()
    same = desk("city").post(address, typed(case.award)).content.decode()
    gone = desk("city").post(address, typed(case.award, fact_spend="")).content.decode()

    assert "¥250,000.00 are awarded in all; with this it would be ¥200,000.00, ¥50,000.00 less" in less
    assert "with this nothing would come back" in same
    assert "“actual eligible spend” is not known yet" in gone
    assert awarded.of_contract(case.contract).count() == 2


def test_a_cut_is_made_and_leads_to_its_award(case):
    address = page("cut", case.award.pk)

    answer = desk("city").post(address, typed(case.award, fact_spend="500,000") | GROUND | proof())

    award = recalls.newest(case.award)
    assert (answer.status_code, answer.url) == (302, page("award", award.pk))
    assert (award.delta_fen, award.ground, award.proof.name) == (-5_000_000, GROUND["ground"], "审计报告.pdf")
    shown = desk("city").get(answer.url).content.decode()
    assert "After an audit less is due: 发票重复列支" in shown
    assert "Audit cut" in shown
    assert case.award.no in shown


def test_a_slip_keeps_what_was_typed_and_the_file(case):
    address, officer = page("cut", case.award.pk), desk("city")

    slip = officer.post(address, typed(case.award, fact_spend="500,000") | {"ground": ""} | proof())
    kept = slip.context["proof"]
    again = typed(case.award, fact_spend="500,000") | GROUND | {"proof_before": kept.pk}

    assert (slip.status_code, list(slip.context["form"].errors)) == (422, ["ground"])
    assert slip.context["form"]["fact_spend"].value() == "500,000"
    assert officer.post(address, again).status_code == 302
    assert recalls.newest(case.award).proof == kept


def test_without_a_proof_or_with_nothing_to_come_back_nothing_is_made(case):
    address, officer = page("cut", case.award.pk), desk("city")

    bare = officer.post(address, typed(case.award, fact_spend="500,000") | GROUND)
    more = officer.post(address, typed(case.award, fact_spend="2,000,000") | GROUND | proof())

    assert (bare.status_code, list(bare.context["form"].errors)) == (422, ["proof"])
    assert (more.status_code, "nothing would come back" in more.content.decode()) == (422, True)
    assert recalls.newest(case.award) == case.award


def test_the_second_of_two_clicks_is_told_that_the_page_is_stale(case):
    address, officer = page("cut", case.award.pk), desk("city")
    said = typed(case.award, fact_spend="500,000") | GROUND
    officer.post(address, said | proof())

    second = officer.post(address, said | proof())

    assert (second.status_code, "while your page was open" in second.content.decode()) == (422, True)
    assert recalls.newest(case.award).no in officer.get(address).content.decode()
    assert awarded.of_contract(case.contract).count() == 3


@pytest.mark.parametrize(
    ("language", "sentence", "day"),
    [
        ("zh-hans", "奖补已撤销，不再补助：骗取补助", "2024年11月20日"),
        ("en", "The grant is revoked, so nothing of it is due any more: 骗取补助", "20 Nov 2024"),
    ],
    ids=["zh", "en"],
)
def test_a_revocation_is_read_by_the_owner_with_its_term(case, language, sentence, day):
    address = page("revoke", case.award.pk)
    shown = desk("city", language).get(address).content.decode()
    desk("city").post(address, {"ground": "骗取补助"} | proof())
    award = pay.close_award_notice(recalls.newest(case.award).pk, by=known.system(), at=recalling.OVER)
    owner = desk(case.user.username, language)

    page_ = owner.get(reverse("enterprise:award", args=[award.pk])).content.decode()

    assert "250,000.00" in shown
    assert award.pay_back_by == date(2024, 11, 20)
    assert (sentence in page_, day in page_) == (True, True)
    letter = owner.get(reverse("enterprise:letter", args=[award.pk, "pdf"]))
    assert (letter.status_code, letter.content[:5]) == (200, b"%PDF-")


@pytest.mark.parametrize("name", ["cut", "revoke", "decide-anew", "preview-cut", "preview-anew"])
@pytest.mark.parametrize("username", ["district", "maker", "assessor", "signer", "owner-2"])
def test_only_the_city_takes_money_back(case, name, username):
    assert desk(username).get(page(name, case.award.pk)).status_code == 403


def test_others_read_the_award_and_find_no_way_to_cut_it(case):
    for username, links in (("city", 2), ("district", 0), ("maker", 0)):
        shown = desk(username).get(page("award", case.award.pk)).content.decode()
        found = [page(name, case.award.pk) in shown for name in ("cut", "revoke")]
        assert (username, sum(found)) == (username, links)


def test_only_the_newest_award_of_a_case_leads_to_a_cut(case):
    advance = loop.award_of(case.contract, "advance")

    shown = desk("city").get(page("award", advance.pk)).content.decode()

    assert page("cut", advance.pk) not in shown
    assert page("award", case.award.pk) in shown


def test_a_clause_without_such_an_event_has_no_such_page(city):
    award = claiming.awarded(city, city.firm, clause="93", provider=city.provider)
    assert desk("city").get(page("cut", award.pk)).status_code == 200
    award.clause = "92"
    award.save()

    assert desk("city").get(page("cut", award.pk)).status_code == 404


def test_what_is_overdue_comes_first_and_is_marked(city, case):
    other = recalling.claimed(city, city.firm)
    for one in (
        recalling.cut(city, other, other.award, 诊断费=4_000_000),
        recalling.revoked(city, case, case.award),
    ):
        pay.close_award_notice(one.pk, by=known.system(), at=recalling.OVER)
    late, later = date(2024, 11, 10), date(2024, 11, 20)

    with clock.frozen(loop.on(2024, 11, 15)):
        [pile] = [
            pile
            for pile in desk("maker").get(page("home")).context["piles"]
            if pile.title == "Money to recover"
        ]
        told = [(task.due, task.overdue) for task in pile.tasks]
        shown = desk("maker").get(page("awards") + "?state=recovery_due").content.decode()

    assert told == [(late, True), (later, False)]
    assert shown.count("Overdue since") == 1


def taken_back(city, serial=2):
    """A balance that an objection took back."""
    case = loop.advanced(city, serial=serial)
    loop.decided(city, loop.reported(city, case))
    award = loop.award_of(case.contract, "balance")
    who = Objector("市民", "0592-5551234")
    objection = objections.object_to(award.pk, who, "金额不对", by=known.system(), at=loop.DECIDED)
    decide_objection(objection.pk, uphold=True, reason="投入核错", by=city.city, at=loop.DECIDED)
    return award


def test_a_stage_that_was_taken_back_waits_at_the_city_s_desk_and_is_decided_anew(city):
    award = taken_back(city)
    officer = desk("city")
    [pile] = [
        one for one in officer.get(page("home")).context["piles"] if one.title == "Awards to decide anew"
    ]
    address = page("decide-anew", award.pk)
    said = {"fact_spend": "500,000", "fact_decided_rate": "40%"}

    preview = officer.post(page("preview-anew", award.pk), said).content.decode()
    answer = officer.post(address, said | {"ground": "按发票核实"})

    assert [task.url for task in pile.tasks] == [page("award", award.pk)]
    assert "120,000.00" in preview
    made = recalls.newest(award)
    assert (answer.url, made.no, made.delta_fen) == (page("award", made.pk), f"{award.no}-2", 12_000_000)
    assert "按发票核实" in officer.get(answer.url).content.decode()
    assert officer.get(address).status_code == 404


def test_below_the_ceiling_the_one_reason_is_the_value_s_too(city):
    award = taken_back(city)
    said = {"fact_spend": "500,000", "fact_decided_rate": "30%", "ground": "部分投入无关"}

    desk("city").post(page("decide-anew", award.pk), said)

    assert recalls.newest(award).reasons == {"核定比例": "部分投入无关"}


def elsewhere(city):
    paper = files.keep("到账.pdf", loop.PAPER, of=city.firm.own.organisation, by=city.firm.user, at=loop.PAID)
    given = Received("city-renovation", 1_000_000, date(2024, 2, 20), paper)
    return externals.record(city.firm.own, given, by=city.firm.user, at=loop.PAID)


def test_what_went_back_to_another_policy_is_recorded_with_its_proof(city):
    row = elsewhere(city)
    address, officer = page("returned", row.pk), desk("city")
    said = {"fen": "4,000", "returned_on": "2024-10-01"}

    slip = officer.post(address, said | {"fen": "40,000"} | proof())
    kept = slip.context["proof"].pk
    done = officer.post(address, said | {"proof_before": kept})
    shown = officer.get(page("elsewhere", city.firm.own.pk)).content.decode()

    assert (slip.status_code, list(slip.context["form"].errors)) == (422, ["fen"])
    assert (done.status_code, done.url) == (302, page("elsewhere", city.firm.own.pk))
    assert "4,000.00" in shown
    assert address in shown
    assert address not in desk("district").get(page("elsewhere", city.firm.own.pk)).content.decode()
    assert desk("district").get(address).status_code == 403


def test_the_awards_page_costs_the_same_with_recalls_and_without(case, city):
    address, officer = page("awards"), desk("city")
    officer.get(address)
    with CaptureQueriesContext(connection) as before:
        officer.get(address)
    recalling.revoked(city, case, recalling.cut(city, case, case.award, 实际投入=50_000_000))
    officer.get(address)

    with CaptureQueriesContext(connection) as after:
        assert len(officer.get(address).context["rows"]) == 4
    assert len(before) == len(after)
