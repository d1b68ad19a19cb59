"""One invoice under two clauses of the example city, the one shared among all who wait: the lower comes back, end to end."""

import pytest
from tests.factories import UserFactory
from tests.journeys import recalling, sharing

from egret.core.policy.overlap import Reason
from egret.journeys import pay, recalls
from egret.journeys.award_objections import decide_objection
from egret.journeys.recalls import Correction
from egret.journeys.share_line import confirm_share
from egret.rooms.files import actions as files
from egret.rooms.people.states import Role
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.actions import claims, documents, externals, objections
from egret.rooms.subsidy.actions.documents import Paper
from egret.rooms.subsidy.actions.externals import Received, Returned
from egret.rooms.subsidy.actions.objections import Objector
from egret.rooms.subsidy.checks import share_faults
from egret.rooms.subsidy.errors import AwardRefused
from egret.rooms.subsidy.queries import claims as claimed
from egret.rooms.subsidy.queries import documents as shown
from egret.rooms.subsidy.queries import recalls as queries
from egret.rooms.subsidy.queries import shares as waiting
from egret.rooms.subsidy.states import AwardState, ClaimState, Occasion
from egret.rooms.trail import checks as trail

pytestmark = pytest.mark.django_db
S = AwardState
SUM, VOUCHER = "设备总额", "province-equipment"
CLOSED, BACK = sharing.moment(6, 3), sharing.moment(7, 1)
# 8 % of what lies above 500,000 yuan, in fen.
LOW, HIGH = 4_000_000, 12_000_000
# The line of the shared clause holds 100,000 yuan: it bears the higher in part.
PART = 10_000_000


@pytest.fixture
def here(settings, tmp_path, monkeypatch):
    """Clause 13 is the twin of 6, first come, first served; they share the group that returns the lower by invoice."""
    return city_with(settings, tmp_path, monkeypatch, 'clauses = ["3", "4"]', 'clauses = ["3", "4", "13"]')


@pytest.fixture
def together(settings, tmp_path, monkeypatch):
    """The same, both on the line that is shared."""
    return city_with(settings, tmp_path, monkeypatch, 'clauses = ["6"]', 'clauses = ["6", "13"]')


def city_with(settings, folder, monkeypatch, line, holds):
    found = sharing.pack_files("example")
    twin = found["clauses/06-equipment.toml"].replace('id = "6"', 'id = "13"', 1)
    added = {
        "clauses/13-machines.toml": twin.replace("设备阶梯补贴", "机器补贴").replace(
            "band by band", "twin", 1
        ),
        "cases/13-machines.csv": found["cases/06-equipment.csv"],
        "budget.toml": found["budget.toml"].replace(line, holds, 1),
        "overlap.toml": found["overlap.toml"].replace('["6", ', '["6", "13", ', 1),
        "funds.toml": found["funds.toml"]
        + '\n[[bears]]\nclause = "13"\npurpose = "renovation"\nparts = { park = "100%" }\n'
        + 'document = "measure"\narticle = "第六条"\n',
    }
    monkeypatch.setattr(sharing, "pack_files", lambda _city: found | added)
    sharing.put_in_force(settings, folder, monkeypatch)
    here = sharing.offices()
    here.checker, here.releaser = UserFactory(role=Role.FINANCE), UserFactory(role=Role.FINANCE)
    return here


def claimed_for(firm, clause, *numbers, yuan, at=sharing.CLAIMED):
    """A claim that was handed in, of so many yuan in all on invoices of these numbers."""
    row = claims.begin(firm.own, clause, by=firm.user, at=at)
    fen = yuan * 100 // len(numbers)
    given = [
        Paper("equipment", no, "设备发票", "equipment", sharing.INVOICED, fen, 0, paper(firm))
        for no in numbers
    ]
    documents.add(row.pk, given, at=at)
    return claims.submit(row.pk, version=row.version, by=firm.user, at=at)


def paper(firm):
    return files.keep("发票.pdf", sharing.PAPER, of=firm.own.organisation, by=firm.user, at=sharing.CLAIMED)


def decided(here, row):
    return sharing.decided(here, sharing.checked(here, row))


def low(here, firm, *numbers):
    """An award of 40,000 yuan under clause 13."""
    row = decided(here, claimed_for(firm, "13", *numbers, yuan=1_000_000))
    return claimed.awards_of(row).get()


def shared(here, firm, *numbers, yuan=2_000_000):
    """An award under clause 6, its line shared; 120,000 yuan are due for 2 million."""
    decided(here, claimed_for(firm, "6", *numbers, yuan=yuan))
    return sharing.shared(here, "equipment")[0]


def all_is_well():
    wrong = awarded.recount(awarded.every()).wrong
    return (recalling.all_is_well(), share_faults(), wrong, trail.verify()) == (True, [], {}, ())


def left():
    return sharing.table("equipment", BACK).left_fen


def told(award):
    return [line.label for line in awarded.lines_of([award])]


def test_the_lower_on_the_same_invoice_comes_back_when_the_shared_higher_one_stands(here):
    [firm] = sharing.listed(here, 1)
    lower = recalling.arrived(here, low(here, firm, "a-1", "a-2"), sharing.SHARED)
    winner = shared(here, firm, "A-2", "A-3")
    assert (winner.due_fen, winner.delta_fen) == (HIGH, PART)
    assert winner.circumstances["invoices"] == ["A-2", "A-3"]
    assert winner.circumstances["received"] == [
        ["13", LOW, lower.no, f"claim:{lower.claim_id}", ["A-1", "A-2"]]
    ]

    recalling.closed(here, winner, CLOSED)

    recall = queries.newest(lower)
    assert (recall.no, recall.occasion, recall.cause) == (f"{lower.no}-r1", Occasion.OVERLAP, winner)
    assert recalling.moved(recall) == (0, LOW, -LOW)
    assert (recall.facts, recall.circumstances["invoices"]) == (lower.facts, ["A-1", "A-2"])
    assert told(recall)[0] == SUM
    back = pay.take_back(recalling.closed(here, recall, BACK).pk, by=here.maker, at=BACK)
    assert (back.state, recalling.held("recovered")) == (S.RECOVERED, LOW)
    assert all_is_well()


def test_two_clauses_on_different_invoices_both_stand(here):
    [firm] = sharing.listed(here, 1)
    other = recalling.arrived(here, low(here, firm, "A-1"), sharing.SHARED)
    winner = shared(here, firm, "A-2")

    recalling.closed(here, winner, CLOSED)

    assert [one.reason for one in awarded.recomputed(winner).overlaps] == [Reason.ALONE]
    assert queries.newest(other) == other
    assert all_is_well()


def test_an_invoice_that_was_struck_meets_nothing(here):
    [firm] = sharing.listed(here, 1)
    other = recalling.arrived(here, low(here, firm, "A-1"), sharing.SHARED)
    row = claimed_for(firm, "6", "A-1", "A-2", yuan=4_000_000)
    document = shown.of_claim(row).get(no="A-1")
    documents.strike(
        row.pk, document.pk, reason="别处已用", version=row.version, by=here.district, at=sharing.CHECKED
    )
    decided(here, claimed.locked(row.pk))

    [winner] = sharing.shared(here, "equipment")
    recalling.closed(here, winner, CLOSED)

    assert (winner.due_fen, winner.circumstances["invoices"]) == (HIGH, ["A-2"])
    assert queries.newest(other) == other
    assert all_is_well()


@pytest.mark.parametrize("paid", [True, False], ids=["paid", "not ordered"])
def test_a_part_of_a_share_gives_way_too_and_the_share_stays_as_it_was(here, paid):
    [firm] = sharing.listed(here, 1)
    part = shared(here, firm, "A-1", yuan=1_000_000)
    assert (part.delta_fen, left()) == (LOW, PART - LOW)
    if paid:
        part = recalling.arrived(here, part, CLOSED)
    row = decided(here, claimed_for(firm, "13", "A-1", yuan=2_000_000))
    winner = claimed.awards_of(row).get()

    recalling.closed(here, winner, CLOSED)

    part.refresh_from_db()
    recall = queries.newest(part)
    assert (part.state, recall.share) == (S.PAID if paid else S.WITHDRAWN, part.share)
    assert recalling.moved(recall) == ((0, LOW, -LOW) if paid else (0, 0, 0))
    assert list(waiting.awards_of(part.share)) == [part]
    assert (left(), claimed.locked(part.claim_id).state) == (PART, ClaimState.AWARDED)
    assert all_is_well()


def test_two_claims_of_one_share_meet_on_their_invoice_in_the_table_as_in_their_awards(together):
    [firm] = sharing.listed(together, 1)
    decided(together, claimed_for(firm, "6", "A-1", yuan=2_000_000))
    decided(together, claimed_for(firm, "13", "A-1", yuan=1_000_000))

    rows = {row.claim.clause: row.part for row in sharing.table("equipment").rows}
    higher, lower = sharing.shared(together, "equipment")

    assert {clause: (part.wanted.fen, part.fen) for clause, part in rows.items()} == {
        "6": (HIGH, PART),
        "13": (0, 0),
    }
    assert [(one.clause, one.due_fen, one.delta_fen) for one in (higher, lower)] == [
        ("6", HIGH, PART),
        ("13", 0, 0),
    ]
    assert all_is_well()


def test_a_part_that_was_cut_before_it_was_ordered_is_awarded_anew_within_its_part(here):
    """It waited already: nobody asks it to wait again, and what it lacked is not owed later."""
    [firm] = sharing.listed(here, 1)
    part = shared(here, firm, "A-1")
    with pytest.raises(AwardRefused, match="nothing would come back"):
        cut(here, firm, part, 190_000_000)

    anew = cut(here, firm, part, 150_000_000)

    part.refresh_from_db()
    assert (part.state, anew.occasion, anew.share) == (S.WITHDRAWN, Occasion.AUDIT, part.share)
    assert (recalling.moved(anew), anew.short_fen) == ((8_000_000, 0, 8_000_000), 0)
    assert (left(), recalling.held("committed")) == (PART - 8_000_000, 8_000_000)
    later = cut(here, firm, anew, 100_000_000)
    assert (recalling.moved(later), later.no) == ((LOW, 0, LOW), f"{part.no}-r1-2")
    assert all_is_well()


def cut(here, firm, award, fen):
    facts = recalling.facts_of(award, **{SUM: fen})
    return recalls.cut(award.pk, Correction("发票金额有误", paper(firm), facts), by=here.city, at=CLOSED)


def test_a_part_that_was_paid_and_revoked_comes_back_whole_and_frees_its_line(here):
    [firm] = sharing.listed(here, 1)
    part = recalling.arrived(here, shared(here, firm, "A-1"), CLOSED)

    recall = recalls.revoke(part.pk, Correction("骗取补助", paper(firm)), by=here.city, at=CLOSED)

    assert (recalling.moved(recall), left()) == ((0, PART, -PART), PART)
    assert all_is_well()


def test_an_objection_against_a_part_that_was_cut_lets_the_claim_wait_for_the_next_share(here):
    [firm] = sharing.listed(here, 1)
    part = shared(here, firm, "A-1")
    anew = cut(here, firm, part, 150_000_000)
    who = Objector("甲", "0592-5551234", firm.own.organisation)
    row = objections.object_to(anew.pk, who, "不对", by=firm.user, at=CLOSED)

    decide_objection(row.pk, uphold=True, reason="重审", by=here.city, at=CLOSED)
    sharing.decided(here, claimed.locked(part.claim_id), at=CLOSED)
    share = sharing.proposed(here, "equipment", at=CLOSED)
    [second] = confirm_share(share.pk, share.digest, by=here.city2, at=CLOSED)

    assert (second.no, second.due_fen, second.delta_fen) == (f"{part.no}-2", HIGH, PART)
    assert [list(waiting.awards_of(share)) for share in waiting.confirmed()] == [[part], [second]]
    assert all_is_well()


def test_an_audit_corrects_the_sum_and_leaves_the_documents_as_they_were(here):
    """The recall prints no sum that its facts don't say; only who doubts the award itself finds a difference."""
    [firm] = sharing.listed(here, 1)
    award = recalling.arrived(here, low(here, firm, "A-1", "A-2"), sharing.SHARED)

    recall = cut(here, firm, award, 80_000_000)

    assert recalling.moved(recall) == (2_400_000, LOW, -1_600_000)
    assert (told(award)[0], SUM in told(recall)) == (SUM, False)
    assert recall.circumstances["invoices"] == ["A-1", "A-2"]
    assert all_is_well()

    awarded.every().filter(pk=award.pk).update(facts=award.facts | {SUM: 100_000_001})
    why = f"“{SUM}” was ¥1,000,000.01; its documents come to ¥1,000,000.00."
    assert (awarded.proof_of(award.__class__.objects.get(pk=award.pk)).why) == why
    assert not awarded.proof_of(recall).holds


def test_an_award_that_a_cut_took_the_place_of_still_answers_for_its_documents(here):
    [firm] = sharing.listed(here, 1)
    award = low(here, firm, "A-1")
    recall = cut(here, firm, award, 80_000_000)
    assert recalling.moved(recall) == (2_400_000, 0, 2_400_000)
    assert all_is_well()

    awarded.every().filter(pk=award.pk).update(facts=award.facts | {SUM: 100_000_001})
    assert recall.no in awarded.recount(awarded.every()).wrong


def test_what_went_back_to_another_office_counts_no_more_for_those_who_wait(here):
    [firm] = sharing.listed(here, 1)
    given = Received(VOUCHER, HIGH + 1, sharing.INVOICED, paper(firm), ("A-1",))
    voucher = externals.record(firm.own, given, by=here.city, at=sharing.CLAIMED)
    decided(here, claimed_for(firm, "6", "A-1", yuan=2_000_000))
    assert sharing.table("equipment").wanted_fen == 0

    went = Returned(HIGH, sharing.INVOICED, paper(firm))
    externals.give_back(voucher.pk, went, by=here.city, at=sharing.APPROVED)

    assert sharing.table("equipment").wanted_fen == HIGH
    [award] = sharing.shared(here, "equipment")
    assert [(one.member, one.fen, one.invoices) for one, _term in queries.demanded_elsewhere(award)] == [
        (f"external:{VOUCHER}", 1, frozenset({"A-1"}))
    ]
    assert all_is_well()
