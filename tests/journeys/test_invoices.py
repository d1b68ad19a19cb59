"""One invoice is paid for once: in the example city, the lower of two grants comes back (clause 6 and a voucher from above)."""

import math
from datetime import date

import pytest
from tests.factories import (
    EnterpriseFactory,
    PublicNoticeFactory,
    PublishedListFactory,
    SubmissionFactory,
    UserFactory,
)
from tests.journeys import loop
from tests.money import funded
from tests.packs.xiamen import CITIES

from egret.core.policy.overlap import Reason
from egret.journeys.claims import decide_claim
from egret.journeys.share_line import confirm_share
from egret.rooms.city import actions as packs
from egret.rooms.city import queries as city
from egret.rooms.files import actions as files
from egret.rooms.people import queries as known
from egret.rooms.people.states import Role
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.actions import claims, documents, externals, shares
from egret.rooms.subsidy.actions.claims import Decision
from egret.rooms.subsidy.actions.documents import Paper
from egret.rooms.subsidy.actions.externals import Received
from egret.rooms.subsidy.errors import ClaimRefused
from egret.rooms.subsidy.queries import shares as waiting
from egret.rooms.treasury import queries as books

pytestmark = pytest.mark.django_db
LISTED, BOUGHT, CLAIMED = loop.on(2024, 1, 10), date(2024, 3, 1), loop.on(2024, 6, 3)
VOUCHER, SUBSIDY = "province-equipment", 12_000_000
PRICE = 200_000_000  # 2 million yuan: nothing up to 500,000, then 8 %


@pytest.fixture
def firm(db, settings, monkeypatch):
    """A listed enterprise of the example city, whose park has money."""
    settings.CITY = "example"
    monkeypatch.setattr(city, "_found", city.InForce(city._read(CITIES / "example"), math.inf))
    own = EnterpriseFactory(district="990101")
    firm = own, UserFactory(role=Role.ENTERPRISE, organisation=own.organisation)
    packs.release_pack(by=known.system(), at=LISTED)
    notice = PublicNoticeFactory(opened_at=LISTED, closes_at=loop.on(2024, 1, 17))
    SubmissionFactory(
        enterprise=own, state="listed", no="1", notice=notice, submitted_at=LISTED, submitted_by=firm[1]
    )
    PublishedListFactory(notice=notice, published_at=LISTED)
    funded(10**9, by=known.system(), at=LISTED, sources={"park"})
    return firm


def scan(firm):
    own, user = firm
    return files.keep("发票.pdf", loop.PAPER, of=own.organisation, by=user, at=CLAIMED)


def received(firm, fen, *numbers):
    given = Received(VOUCHER, fen, date(2024, 5, 6), scan(firm), numbers)
    return externals.record(firm[0], given, by=firm[1], at=CLAIMED)


def award(firm, *numbers, cost="equipment"):
    own, user = firm
    row = claims.begin(own, "6", by=user, at=CLAIMED)
    each = PRICE // len(numbers)
    given = [Paper("equipment", no, "设备发票", cost, BOUGHT, each, 0, scan(firm)) for no in numbers]
    documents.add(row.pk, given, at=CLAIMED)
    row = claims.submit(row.pk, version=row.version, by=user, at=CLAIMED)
    officer = UserFactory(role=Role.DISTRICT, district="990101")
    row = claims.check(row.pk, passes=True, reason="", version=row.version, by=officer, at=CLAIMED)
    city_s = UserFactory(role=Role.CITY)
    decide_claim(row.pk, Decision(awards=True, version=row.version), by=city_s, at=CLAIMED)
    line = waiting.line_of("equipment")
    share = shares.propose(line.id, waiting.table(line, CLAIMED).digest, by=city_s, at=CLAIMED)
    [made] = confirm_share(share.pk, share.digest, by=UserFactory(role=Role.CITY), at=CLAIMED)
    return made


def overlap_of(found):
    [overlap] = awarded.recomputed(found).overlaps
    return overlap


def test_the_higher_is_paid_whole_and_the_lower_on_the_same_invoice_is_demanded_back(firm):
    received(firm, 2_000_000, "ＳＢ-00 1")
    found = award(firm, "sb-001", "sb-002")

    assert (found.due_fen, overlap_of(found).reason) == (SUBSIDY, Reason.RETURNS_LOWER)
    assert [(one.member, one.fen) for one in overlap_of(found).demanded] == [
        (f"external:{VOUCHER}", 2_000_000)
    ]
    assert awarded.proof_of(found).holds
    assert books.faults() == ()


def test_the_lower_gets_nothing_on_an_invoice_that_the_higher_paid_for(firm):
    received(firm, SUBSIDY + 1, "SB-001")
    found = award(firm, "SB-001")

    assert (found.due_fen, overlap_of(found).reason) == (0, Reason.LOWER)
    assert awarded.proof_of(found).holds


def test_money_for_another_invoice_does_not_meet_it(firm):
    received(firm, SUBSIDY + 1, "SB-009")
    found = award(firm, "SB-001")

    assert (found.due_fen, overlap_of(found).reason) == (SUBSIDY, Reason.ALONE)


def test_a_document_that_does_not_count_meets_nothing(firm):
    received(firm, SUBSIDY + 1, "SB-001")
    found = award(firm, "SB-001", cost="installation")

    assert (found.due_fen, found.circumstances["invoices"]) == (0, [])
    assert overlap_of(found).reason == Reason.ALONE


def test_an_award_from_before_invoices_were_kept_computes_as_it_did(firm):
    received(firm, 2_000_000, "SB-009")
    found = award(firm, "SB-001")
    old = {key: value for key, value in found.circumstances.items() if key != "invoices"}
    old["received"] = [row[:4] for row in old["received"]]
    type(found).objects.filter(pk=found.pk).update(circumstances=old)
    found.refresh_from_db()

    assert [len(row) for row in found.circumstances["received"]] == [4]
    assert (awarded.proof_of(found).holds, overlap_of(found).due_fen) == (True, SUBSIDY)


def test_money_that_meets_by_invoice_says_for_which(firm):
    with pytest.raises(ClaimRefused, match="numbers of the invoices") as refused:
        received(firm, 2_000_000, " ")

    assert refused.value.field == "invoices"
