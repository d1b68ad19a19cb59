"""A fine within the pack's bounds, a ban that holds wherever somebody asks, an objection, money that comes in."""

from datetime import date

import pytest
from tests.journeys import loop

from egret.core.ledger.accounts import State
from egret.journeys import pay, sanctions, vouchers
from egret.rooms.call import actions as calls
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.enterprise.errors import EnterpriseRefused
from egret.rooms.files import actions as files
from egret.rooms.notice import queries as notices
from egret.rooms.project import actions as projects
from egret.rooms.project.actions import Terms
from egret.rooms.provider import queries as providers
from egret.rooms.provider.errors import ProviderRefused
from egret.rooms.subsidy.actions import claims
from egret.rooms.treasury import actions as treasury
from egret.rooms.treasury import queries as books
from egret.rooms.treasury.actions import CameIn, Charge, Service
from egret.rooms.treasury.errors import PaymentRefused
from egret.rooms.treasury.models import Fund, Sanction
from egret.rooms.treasury.queries import sanctions as queries
from egret.rooms.treasury.states import SanctionState

AT = loop.DUE
LAST = date(2026, 9, 24)


@pytest.fixture
def case(here):
    """Somebody whose advance of 80,000 yuan is demanded back; `case.award` is the demand."""
    made = loop.advanced(here)
    loop.decided(here, loop.reported(here, made, level=0, recommends=False), passes=False)
    made.award = pay.close_award_notice(loop.award_of(made.contract, "balance").pk, by=here.city, at=AT)
    return made


def proof(here):
    return files.keep("核查记录.pdf", loop.PAPER, of=here.provider.organisation, by=here.city, at=AT)


def charge(here, party, rule, **changed):
    return Charge(party, rule, "现场无设备", proof(here), **changed)


def fined(here, case, fen=2_000_000, **changed):
    told = charge(here, case.own, "deceit", fine_fen=fen, award=case.award, **changed)
    return treasury.propose_sanction(told, by=here.maker, at=AT)


def in_force(here, sanction, by="checker"):
    return sanctions.decide(sanction.pk, confirms=True, by=getattr(here, by), at=AT)


def fines():
    states = books.by_source().get("fines", {})
    return states.get(State.FINE_DUE, 0), states.get(State.FINE_PAID, 0)


def test_a_fine_stands_in_the_years_own_fund_apart_from_what_was_granted(here, case):
    granted = {source: states[State.APPROPRIATED] for source, states in books.by_source().items()}
    sanction = fined(here, case)
    assert fines() == (0, 0)

    sanction = in_force(here, sanction)

    [fund] = Fund.objects.filter(kind="fines")
    assert (fund.source, fund.year, fund.fen) == ("fines", 2024, 0)
    assert (sanction.recalled_fen, sanction.banned_until, fines()) == (8_000_000, LAST, (2_000_000, 0))
    after = {source: states[State.APPROPRIATED] for source, states in books.by_source().items()}
    assert after == {**granted, "fines": 0}
    assert books.faults() == ()


def test_the_second_fine_of_a_year_finds_the_fund(here, case):
    first = in_force(here, fined(here, case))
    sanctions.drop(first.pk, answer="算错", by=here.checker, at=AT)
    in_force(here, fined(here, case, 1_000_000))

    assert Fund.objects.filter(kind="fines").count() == 1
    assert fines() == (1_000_000, 0)
    assert books.faults() == ()


@pytest.mark.parametrize(
    ("fen", "good"), [(799_999, False), (800_000, True), (4_000_000, True), (4_000_001, False)]
)
def test_a_fine_lies_between_ten_and_fifty_per_cent_of_what_was_recalled(here, case, fen, good):
    if good:
        assert fined(here, case, fen).fine_fen == fen
        return
    with pytest.raises(PaymentRefused, match=r"between ¥8,000\.00 and ¥40,000\.00") as refused:
        fined(here, case, fen)
    assert refused.value.field == "fine_fen"


@pytest.mark.parametrize(
    ("rule", "changed", "match"),
    [
        ("no-such", {}, "knows no such"),
        ("warning", {"fine_fen": 1}, "knows no fine"),
        ("deceit", {"fine_fen": 2_000_000}, "Name the award"),
    ],
)
def test_what_no_rule_allows_is_not_proposed(here, case, rule, changed, match):
    with pytest.raises(PaymentRefused, match=match):
        treasury.propose_sanction(charge(here, case.own, rule, **changed), by=here.maker, at=AT)
    assert not Sanction.objects.exists()


def test_a_rule_for_enterprises_is_not_for_providers(here, case):
    with pytest.raises(PaymentRefused, match="not for such a party"):
        treasury.propose_sanction(charge(here, here.provider, "deceit"), by=here.maker, at=AT)


def test_somebody_elses_award_and_one_that_was_paid_are_no_ground(here, case):
    other = loop.advanced(here, 2)
    paid = loop.award_of(other.contract, "advance")

    for party, award in ((case.own, paid), (other.own, case.award)):
        told = charge(here, party, "deceit", fine_fen=2_000_000, award=award)
        with pytest.raises(PaymentRefused) as refused:
            treasury.propose_sanction(told, by=here.maker, at=AT)
        assert refused.value.field == "award"


def test_a_sanction_takes_two_and_a_fine_a_finance_officer(here, case):
    sanction = fined(here, case)

    with pytest.raises(PaymentRefused, match="somebody else"):
        in_force(here, sanction, by="maker")
    with pytest.raises(PaymentRefused, match="finance officer"):
        in_force(here, sanction, by="city")
    with pytest.raises(PaymentRefused, match="say why"):
        sanctions.decide(sanction.pk, confirms=False, by=here.checker, at=AT)
    assert (
        sanctions.decide(sanction.pk, confirms=False, reason="证据不足", by=here.checker, at=AT).state
        == SanctionState.REFUSED
    )
    assert fines() == (0, 0)
    assert enterprises.by_pk([case.own.pk])[case.own.pk].banned_until is None


def test_a_warning_bans_nobody_and_moves_nothing(here, case):
    sanction = treasury.propose_sanction(charge(here, case.own, "warning"), by=here.city, at=AT)

    sanction = in_force(here, sanction)

    assert (sanction.banned_until, fines()) == (None, (0, 0))
    assert "a warning" in notices.newest(case.own.organisation)[0].text_en


def banned(here, case, party=None):
    party = party or case.own
    sanction = treasury.propose_sanction(charge(here, party, "off-the-list"), by=here.city, at=AT)
    return in_force(here, sanction)


def test_a_banned_enterprise_neither_applies_nor_claims_nor_signs_nor_takes_a_voucher(here, case):
    banned(here, case)
    own = enterprises.of_user(case.user)
    assert own.banned_until == LAST
    paper = files.keep("合同.pdf", loop.PAPER, of=own.organisation, by=case.user, at=AT)
    terms = Terms(here.provider, "合同", AT.date(), 100, {"software": 1000}, paper)

    for act in (
        lambda: calls.begin(own, by=case.user, at=AT),
        lambda: projects.file_contract(own, terms, by=case.user, at=AT),
        lambda: claims.begin(own, "6", by=case.user, at=AT),
        lambda: treasury.issue(own, "innovation", by=case.user, at=AT),
    ):
        with pytest.raises(EnterpriseRefused, match="2026-09-24"):
            act()


def test_a_ban_holds_through_its_last_day_and_no_longer(here, case):
    banned(here, case)
    own = enterprises.of_user(case.user)

    with pytest.raises(EnterpriseRefused):
        treasury.issue(own, "innovation", by=case.user, at=loop.on(2026, 9, 24))
    assert treasury.issue(own, "innovation", by=case.user, at=loop.on(2026, 9, 25)).no == "V2026-00001"


def test_a_banned_provider_is_not_contracted_and_what_it_has_under_way_runs_on(here, case):
    voucher = treasury.issue(case.own, "innovation", by=case.user, at=AT)
    sanction = banned(here, case, here.provider)
    provider = providers.of_user(here.signer)
    assert provider.banned_until == LAST
    paper = files.keep("合同.pdf", loop.PAPER, of=case.own.organisation, by=case.user, at=AT)
    other = loop.listed(here, 2)
    terms = Terms(provider, "合同", AT.date(), 100, {"software": 1000}, paper)
    told = Service(provider, "software", "HT-1", AT.date(), 1000, paper)

    with pytest.raises(ProviderRefused, match="choose another"):
        projects.file_contract(other.own, terms, by=other.user, at=AT)
    with pytest.raises(ProviderRefused, match="choose another") as refused:
        vouchers.lock(voucher.pk, told, by=case.user, at=AT)
    assert refused.value.field == "provider"
    assert "banned until" in notices.newest(here.provider.organisation)[0].text_en
    assert list(queries.visible_to(here.signer)) == [sanction]


def test_an_upheld_objection_drops_fine_and_ban(here, case):
    sanction = in_force(here, fined(here, case))
    sanction = treasury.object_to_sanction(sanction.pk, text="设备在二号厂房", by=case.user, at=AT)
    assert list(queries.to_answer(here.maker)) == []
    assert list(queries.to_answer(here.checker)) == [sanction]
    with pytest.raises(PaymentRefused, match="answer that"):
        sanctions.pay_fine(sanction.pk, bank_entry="E1", by=here.maker, at=AT)
    with pytest.raises(PaymentRefused, match="somebody else"):
        sanctions.answer(sanction.pk, uphold=True, answer="属实", by=here.maker, at=AT)

    sanction = sanctions.answer(sanction.pk, uphold=True, answer="属实", by=here.checker, at=AT)

    assert (sanction.state, fines()) == (SanctionState.DROPPED, (0, 0))
    assert enterprises.of_user(case.user).banned_until is None
    assert "was dropped" in notices.newest(case.own.organisation)[0].text_en
    assert books.faults() == ()


def test_a_dismissed_objection_leaves_everything_and_is_made_once(here, case):
    sanction = in_force(here, fined(here, case))
    treasury.object_to_sanction(sanction.pk, text="不服", by=case.user, at=AT)

    sanction = sanctions.answer(sanction.pk, uphold=False, answer="复核无误", by=here.checker, at=AT)

    assert (sanction.state, fines()) == (SanctionState.IN_FORCE, (2_000_000, 0))
    with pytest.raises(PaymentRefused, match="once"):
        treasury.object_to_sanction(sanction.pk, text="仍不服", by=case.user, at=AT)


def test_a_longer_ban_survives_the_dropping_of_another(here, case):
    first = banned(here, case)
    second = in_force(here, fined(here, case))
    sanctions.drop(second.pk, answer="算错", by=here.checker, at=AT)

    assert enterprises.of_user(case.user).banned_until == first.banned_until == LAST


def test_the_whole_fine_comes_in_once_by_an_entry_that_explains_nothing_else(here, case):
    sanction = in_force(here, fined(here, case))
    treasury.recover(case.award.pk, CameIn(100, AT.date(), "E1"), by=here.maker, at=AT)
    for entry, match in (("", "number for the entry"), ("E1", "used already")):
        with pytest.raises(PaymentRefused, match=match):
            sanctions.pay_fine(sanction.pk, bank_entry=entry, by=here.maker, at=AT)

    sanction = sanctions.pay_fine(sanction.pk, bank_entry="E2", by=here.maker, at=AT)

    assert (sanction.state, fines()) == (SanctionState.PAID, (0, 2_000_000))
    with pytest.raises(PaymentRefused, match="used already"):
        treasury.recover(case.award.pk, CameIn(100, AT.date(), "E2"), by=here.maker, at=AT)
    with pytest.raises(PaymentRefused, match="moved on"):
        sanctions.pay_fine(sanction.pk, bank_entry="E3", by=here.maker, at=AT)
    assert books.faults() == ()


def test_a_fine_beside_the_books_is_found(here, case):
    sanction = in_force(here, fined(here, case))
    Sanction.objects.filter(pk=sanction.pk).update(fine_fen=1_000_000)

    assert {finding.key for finding in books.faults()} == {sanction.no}


def test_a_party_sees_what_is_in_force_and_not_what_is_proposed(here, case):
    sanction = fined(here, case)
    assert list(queries.visible_to(case.user)) == []
    assert list(queries.visible_to(here.district)) == [sanction]

    in_force(here, sanction)

    assert list(queries.visible_to(case.user)) == [sanction]
    assert list(queries.visible_to(here.signer)) == []
