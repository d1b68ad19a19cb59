"""A fact that is added up of single documents: shown, counted, struck, awarded, and added up again for ever."""

import math
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.journeys import claiming, loop, papers
from tests.money import funded
from tests.packs.tallied import written

from egret.rooms.city import queries as city
from egret.rooms.notice import queries as told
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.actions import claims, documents
from egret.rooms.subsidy.actions.claims import Said
from egret.rooms.subsidy.errors import ClaimRefused, FactsRefused, PaperRefused
from egret.rooms.subsidy.models import ClaimDocument
from egret.rooms.subsidy.queries import claims as claimed
from egret.rooms.subsidy.queries import documents as shown
from egret.rooms.trail import checks as trail
from egret.rooms.trail import queries as acts

pytestmark = pytest.mark.django_db
NET = 2_000_000 + 1_000_000


@pytest.fixture(autouse=True)
def here(here, settings, tmp_path, monkeypatch):
    settings.CITIES_DIR = written(tmp_path)
    known = city.InForce(city._read(settings.CITIES_DIR / settings.CITY), math.inf)
    monkeypatch.setattr(city, "_found", known)
    funded(10**10, by=here.maker, at=loop.OPENED, sources={"central", "city"}, clauses={"94", "95"})
    return here


@pytest.fixture
def firm(here):
    return loop.listed(here)


def fee(row):
    row.refresh_from_db()
    return row.facts.get(papers.FEE)


def test_a_claim_is_awarded_what_its_documents_come_to_and_prints_which_count(here, firm):
    award = papers.awarded(here, firm)
    first = award_lines(award)[0]

    assert (award.facts[papers.FEE], award.due_fen) == (NET, NET * 3 // 5)
    assert (first.place, first.label, first.fen) == (1, papers.FEE, NET)
    assert first.calculation == (
        "3 份单据中 2 份计入，合计 30,000.00 元；不计：早于2024-01-23 1 份（50,000.00 元）"
    )
    assert award.facts | {"公布日": "2024-01-23", "申报日": "2024-03-04"} == award.facts
    assert awarded.proof_of(award).holds
    assert awarded.recount(awarded.every()).wrong == {}
    assert trail.verify() == ()


def award_lines(award):
    return list(awarded.lines_of([award]))


def test_what_was_handed_in_stands_in_the_trail_document_by_document(here, firm):
    row = papers.submitted(firm, given=(papers.SOFTWARE,))
    act = acts.acts().filter(verb="claim.submitted", subject=f"claim:{row.pk}").get()

    [[fact, kind, no, cost, day, fen, tax_fen, sha]] = act.body["documents"]
    assert (fact, kind, no, cost, day, fen, tax_fen) == (
        "fee_94", "发票", "I-1", "software", "2024-02-02", 2_260_000, 260_000,
    )  # fmt: skip
    assert len(sha) == 64


def test_the_district_strikes_a_document_and_the_city_awards_what_is_left(here, firm):
    row = papers.struck(here.district, papers.submitted(firm))

    assert fee(row) == 2_000_000
    assert (row.state, told.newest(firm.own.organisation, 1).get().text_en) == (
        "submitted", "Document I-2 of your claim was struck: 不是本项目的发票",
    )  # fmt: skip
    row = papers.decided(here, claiming.checked(here, row))
    award = claimed.awards_of(row).get()
    assert award.due_fen == 1_200_000
    assert "已剔除 1 份（10,000.00 元）" in award_lines(award)[0].calculation
    assert awarded.proof_of(award).holds
    [act] = acts.acts().filter(verb="claim.document_struck")
    assert (act.body["reason"], act.body["facts"][papers.FEE]) == ("不是本项目的发票", 2_000_000)


def test_the_city_strikes_while_it_decides_and_nobody_strikes_what_is_not_on_their_desk(here, firm):
    row = papers.submitted(firm)
    with pytest.raises(ClaimRefused, match="not on your desk"):
        papers.struck(here.city, row)
    row = claiming.checked(here, row)
    with pytest.raises(ClaimRefused, match="not on your desk"):
        papers.struck(here.district, row)

    row = papers.struck(here.city, row, at=claiming.DECIDED)
    row = papers.decided(here, row)

    assert claimed.awards_of(row).get().due_fen == 1_200_000
    with pytest.raises(ClaimRefused, match="not on your desk"):
        papers.struck(here.city, row, no="I-1")


def test_a_strike_takes_a_reason_and_happens_once_on_a_page_that_is_not_stale(here, firm):
    row = papers.submitted(firm)

    with pytest.raises(ClaimRefused) as without:
        papers.struck(here.district, row, reason="  ")
    assert without.value.field == "reason"
    after = papers.struck(here.district, row)
    with pytest.raises(ClaimRefused, match="while your page was open"):
        papers.struck(here.district, row, no="I-1")
    with pytest.raises(ClaimRefused, match="struck already"):
        papers.struck(here.district, after)


def test_a_claim_that_comes_back_is_mended_and_what_was_struck_stays_and_may_be_shown_anew(here, firm):
    row = papers.struck(here.district, papers.submitted(firm))
    row = claims.check(
        row.pk, passes=False, reason="补发票", version=row.version, by=here.district, at=claiming.CHECKED
    )
    gone = shown.of_claim(row).get(no="I-2")
    with pytest.raises(ClaimRefused, match="stays so"):
        documents.remove(row.pk, gone.pk)
    documents.remove(row.pk, shown.of_claim(row).get(no="I-3").pk)
    documents.add(row.pk, [papers.paper(row, *papers.SERVICE, file=papers.scan(firm))], at=claiming.CHECKED)
    row = claims.submit(row.pk, version=row.version, by=firm.user, at=claiming.CHECKED)

    assert fee(row) == NET
    assert [(one.no, bool(one.struck_at)) for one in shown.of_claim(row)] == [
        ("I-1", False), ("I-2", True), ("I-2", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "field", "message"),
    [
        ({"no": " Ｉ-１ "}, "no", "stands in this claim already"),
        ({"no": " "}, "no", "number that is printed"),
        ({"no": "9" * 41}, "no", "number that is printed"),
        ({"no": "i-1", "cost": "service", "dated_on": date(2024, 2, 3)}, "dated_on", "with another day"),
        ({"kind": "收据"}, "kind", "Choose"),
        ({"cost": "meals"}, "cost", "Choose"),
        ({"dated_on": date(2024, 3, 5)}, "dated_on", "not come yet"),
        ({"fen": 0}, "fen", "above zero"),
        ({"tax_fen": 101}, "tax_fen", "part of the amount"),
    ],
)
def test_what_can_t_be_is_refused_at_its_field_and_nothing_of_the_lot_is_kept(firm, said, field, message):
    row = papers.begun(firm, given=(papers.SOFTWARE,))
    good = papers.paper(row, "new", papers.IN_TIME, 100)

    with pytest.raises(PaperRefused, match=message) as refused:
        documents.add(row.pk, [good, replace(good, **({"no": "new-2"} | said))], at=claiming.CLAIMED)

    assert (refused.value.field, refused.value.place) == (field, 1)
    assert [one.no for one in shown.of_claim(row)] == ["I-1"]


def test_a_fact_that_is_no_sum_takes_no_documents(firm):
    row = papers.begun(firm, given=())

    with pytest.raises(PaperRefused, match="not added up from documents"):
        documents.add(
            row.pk,
            [replace(papers.paper(row, "n", papers.IN_TIME, 1), fact="listed_on")],
            at=claiming.CLAIMED,
        )


def test_an_invoice_with_two_kinds_of_cost_stands_once_for_each(here, firm):
    row = papers.begun(firm, given=(papers.SOFTWARE,))
    whole = papers.paper(row, *papers.SOFTWARE, cost="travel", file=papers.scan(firm))
    documents.add(row.pk, [whole], at=claiming.CLAIMED)
    row = claims.submit(row.pk, version=row.version, by=firm.user, at=claiming.CLAIMED)

    assert fee(row) == 2_000_000


def test_a_document_is_changed_in_a_draft_and_keeps_its_file(firm):
    row = papers.begun(firm, given=(papers.SOFTWARE,))
    [before] = shown.of_claim(row)

    documents.change(row.pk, before.pk, papers.paper(row, "i-9", papers.IN_TIME, 100), at=claiming.CLAIMED)

    [after] = shown.of_claim(row)
    assert (after.no, after.fen, after.tax_fen, after.file) == ("I-9", 100, 0, before.file)


def test_each_document_has_its_file_before_it_is_handed_in(firm):
    row = papers.begun(firm, given=())
    documents.add(row.pk, [papers.paper(row, *papers.SOFTWARE)], at=claiming.CLAIMED)

    with pytest.raises(FactsRefused) as bare:
        claims.submit(row.pk, version=row.version, by=firm.user, at=claiming.CLAIMED)
    assert bare.value.faults == {"fee_94": "Attach the document itself to No. I-1."}
    assert documents.give_file(row.pk, "fee_94", papers.scan(firm)) == 1
    assert claims.submit(row.pk, version=row.version, by=firm.user, at=claiming.CLAIMED).state == "submitted"


def test_without_documents_the_enterprise_says_that_there_are_none(firm):
    row = papers.begun(firm, given=())

    with pytest.raises(FactsRefused) as empty:
        claims.submit(row.pk, version=row.version, by=firm.user, at=claiming.CLAIMED)
    assert empty.value.faults == {"fee_94": "Add the documents, or tick that there are none."}
    claims.keep(row.pk, Said(facts={papers.FEE: 5_000_000}))
    with pytest.raises(FactsRefused, match="another look"):
        claims.submit(row.pk, version=row.version, by=firm.user, at=claiming.CLAIMED)
    claims.keep(row.pk, Said(facts={papers.FEE: 0}))
    row = claims.submit(row.pk, version=row.version, by=firm.user, at=claiming.CLAIMED)
    assert fee(row) == 0


def test_a_typed_sum_never_stands_over_the_documents(firm):
    row = papers.begun(firm)
    claims.keep(row.pk, Said(facts={papers.FEE: 90_000_000}))

    assert fee(claims.submit(row.pk, version=row.version, by=firm.user, at=claiming.CLAIMED)) == NET


def test_a_day_that_an_officer_gives_counts_everything_at_best_until_it_is_known(here, firm):
    late = ("i-4", date(2024, 3, 1), 100_000, 0)
    row = papers.submitted(firm, "95", given=(papers.SOFTWARE, papers.EARLY, late))
    clause = claimed.clause_of(row)
    [tallied] = shown.tallied_in(row, clause, claimed.facts_of(row, clause))

    assert fee(row) == 2_100_000
    assert [(one.left_out, one.pending) for one in tallied.documents] == [
        (None, True), ("too_early", False), (None, True),
    ]  # fmt: skip
    row = claiming.checked(here, row)
    with pytest.raises(FactsRefused) as unknown:
        papers.decided(here, row)
    assert unknown.value.faults == {"ended_on": "The sum of the documents rests on this day: enter it."}
    row = papers.decided(here, row, 项目完成日=papers.IN_TIME)
    award = claimed.awards_of(row).get()
    assert (award.facts[papers.FEE], award.due_fen) == (2_000_000, 1_200_000)
    assert (award.facts["项目完成日"], awarded.proof_of(award).holds) == ("2024-02-02", True)


def test_the_day_before_the_window_and_the_day_after_are_out_and_its_ends_are_in(here, firm):
    first, last, day = date(2024, 1, 23), papers.IN_TIME, timedelta(1)
    days = (first - day, first, last, last + day)
    given = [(f"i-{place}", on, 10**place, 0) for place, on in enumerate(days)]
    row = claiming.checked(here, papers.submitted(firm, "95", given=given))
    row = papers.decided(here, row, 项目完成日=last)

    assert claimed.awards_of(row).get().facts[papers.FEE] == 110


def test_an_award_is_found_out_when_its_documents_come_to_something_else(here, firm):
    award = papers.awarded(here, firm)
    type(award).objects.filter(pk=award.pk).update(facts=award.facts | {papers.FEE: NET + 1})
    award.refresh_from_db()

    proof = awarded.proof_of(award)
    assert (proof.holds, proof.why) == (False, "“诊断费” was ¥30,000.01; its documents come to ¥30,000.00.")


def test_what_is_struck_after_an_award_fell_leaves_the_older_award_alone(here, firm):
    award = papers.awarded(here, firm)
    withdrawn(here, firm, award)
    row = papers.struck(here.city, claimed.locked(award.claim_id), at=claiming.DUE)
    row = papers.decided(here, row, at=claiming.DUE)

    second = claimed.awards_of(row).last()
    assert (second.due_fen, awarded.proof_of(second).holds) == (1_200_000, True)
    assert awarded.recount(awarded.every()).wrong == {}


def withdrawn(here, firm, award):
    from egret.journeys.award_objections import decide_objection  # noqa: PLC0415
    from egret.rooms.subsidy.actions import objections  # noqa: PLC0415
    from egret.rooms.subsidy.actions.objections import Objector  # noqa: PLC0415

    who = Objector("甲", "0592-5551234", firm.own.organisation)
    row = objections.object_to(award.pk, who, "重算", by=firm.user, at=claiming.DECIDED)
    decide_objection(row.pk, uphold=True, reason="单据有误", by=here.city, at=claiming.DECIDED)


@pytest.mark.parametrize("change", [{"fen": 1}, {"no": "x"}, {"dated_on": date(2024, 2, 3)}, {"tax_fen": 0}])
def test_the_data_base_keeps_what_was_handed_in(firm, change):
    row = papers.submitted(firm)

    for attempt in (lambda rows: rows.update(**change), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt(ClaimDocument.objects.filter(claim=row))
    with pytest.raises(ClaimRefused, match="handed in already"):
        documents.add(row.pk, [papers.paper(row, "n", papers.IN_TIME, 1)], at=claiming.CLAIMED)


def test_the_data_base_keeps_what_was_struck_with_its_reason(here, firm):
    row = papers.struck(here.district, papers.submitted(firm))
    claims.check(
        row.pk, passes=False, reason="补", version=row.version, by=here.district, at=claiming.CHECKED
    )
    rows = ClaimDocument.objects.filter(claim=row, no="I-2")

    for change in (
        {"struck_reason": "x"},
        {"struck_at": None, "struck_by": None, "struck_reason": ""},
        {"fen": 1},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()
    assert rows.get().struck_reason == "不是本项目的发票"


def test_the_same_number_in_another_claim_is_told_and_a_draft_s_is_not(here, firm):
    first = papers.submitted(firm, given=(papers.SOFTWARE, papers.SERVICE))
    second = papers.begun(firm, "95", given=(papers.SOFTWARE,))

    assert shown.shown_elsewhere(first) == {}
    second = claims.submit(second.pk, version=second.version, by=firm.user, at=claiming.CLAIMED)
    assert {no: [one.claim.no for one in rows] for no, rows in shown.shown_elsewhere(first).items()} == {
        "I-1": [second.no]
    }
    other = loop.listed(here, 2)
    assert shown.shown_elsewhere(papers.submitted(other)) == {}


def test_an_award_keeps_the_numbers_that_counted(here, firm):
    award = papers.awarded(here, firm)

    assert award.circumstances["invoices"] == ["I-1", "I-2"]
