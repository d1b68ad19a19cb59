"""Shared budget lines at the office: who may look and act, what stale pages do, and what both languages say."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from tests.journeys import sharing

from egret.base import clock
from egret.desks.shared.letters import letter_of
from egret.rooms.people import queries as known
from egret.rooms.subsidy.queries import claims as claimed
from egret.rooms.subsidy.queries import shares as queries
from egret.rooms.subsidy.states import ClaimState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_that_day():
    with clock.frozen(sharing.PROPOSED):
        yield


def desk(username, language="en"):
    client = Client()
    client.cookies["django_language"] = language
    client.force_login(known.user(username))
    return client


def page(name, *args):
    return reverse(f"office:{name}", args=args)


def waits(example, *yuan):
    return [sharing.equipment(example, firm, each) for firm, each in zip(example.firms, yuan, strict=False)]


def propose(username="city"):
    client = desk(username)
    shown = client.get(page("share", "equipment")).context["table"].digest
    return client.post(page("propose-share", "equipment"), {"digest": shown})


def text(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("name", ["shares", "share"])
def test_city_finance_and_audit_may_look_and_nobody_else(example, name):
    address = page(name, *(["equipment"] if name == "share" else []))

    codes = {
        who: desk(who).get(address).status_code for who in ("city", "maker", "auditor", "district", "owner-1")
    }

    assert codes == {"city": 200, "maker": 200, "auditor": 200, "district": 403, "owner-1": 403}


@pytest.mark.parametrize("name", ["propose-share", "confirm-share", "take-back-share"])
def test_only_the_city_shares(example, name):
    waits(example, 2_000_000)
    propose()

    codes = {
        who: desk(who).post(page(name, "equipment")).status_code for who in ("maker", "auditor", "district")
    }

    assert codes == {"maker": 403, "auditor": 403, "district": 403}
    assert queries.table(queries.line_of("equipment"), clock.now()).rows


def test_the_list_tells_every_shared_line_of_the_pack_and_what_waits_for_it(example):
    waits(example, 1_500_000, 2_000_000)

    rows = desk("city").get(page("shares")).context["rows"]

    assert [
        (row["line"].id, row["table"].left_fen, len(row["table"].rows), row["table"].wanted_fen, row["days"])
        for row in rows
    ] == [
        ("score", 50_000_000, 0, 0, 969),
        ("equipment", 10_000_000, 2, 20_000_000, 969),
        ("others", 1_000_000, 0, 0, 969),
    ]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "2 claims ask for ¥200,000.00; ¥100,000.00 is left, so ¥100,000.00 can't be borne."),
        ("zh-hans", "2 项申领合计应补 200,000.00 元；余额 100,000.00 元，有 100,000.00 元未能列支。"),
    ],
)
def test_a_line_s_page_says_what_is_short_how_it_is_shared_and_who_gets_what(example, language, said):
    first, second = waits(example, 1_500_000, 2_000_000)

    shown = desk("city", language).get(page("share", "equipment"))

    assert said in text(shown)
    assert [(row.claim.pk, row.part.fen, row.part.short_fen) for row in shown.context["rows"]] == [
        (second.pk, 6_000_000, 6_000_000),
        (first.pk, 4_000_000, 4_000_000),
    ]
    how = {"en": "among equal ones to the larger claim", "zh-hans": "余数相同的归金额较大者"}[language]
    assert how in text(shown)


def test_by_rank_the_rank_is_shown(example):
    sharing.ranked(example, example.firms[0], 7)

    assert '<td data-name="Rank" class="egret-num">7</td>' in text(desk("city").get(page("share", "score")))


def test_two_officers_share_a_line(example):
    waits(example, 2_000_000, 2_000_000)

    assert propose().url == page("share", "equipment")
    second = desk("city2")
    shown = second.get(page("share", "equipment"))
    piles = second.get(page("home")).context["piles"]
    answer = second.post(page("confirm-share", "equipment"), {"digest": shown.context["table"].digest})

    assert [pile.title for pile in piles] == ["Shares of budget lines to confirm"]
    done = second.get(answer.url)
    assert [(award.delta_fen, part.part_fen, short) for part, award, short in done.context["rows"]] == [
        (5_000_000, 5_000_000, 7_000_000)
    ] * 2
    award = done.context["rows"][0][1]
    assert answer.url in text(second.get(page("award", award.pk)))
    assert "¥70,000.00" in text(second.get(page("award", award.pk)))
    assert second.get(page("share", "equipment")).context["table"].left_fen == 0


def test_who_proposed_is_offered_no_confirmation_and_refused_one(example):
    waits(example, 2_000_000)
    propose()
    first = desk("city")
    shown = first.get(page("share", "equipment"))

    answer = first.post(page("confirm-share", "equipment"), {"digest": shown.context["table"].digest})

    assert (shown.context["may_confirm"], answer.status_code) == (False, 422)
    assert "You proposed this share: somebody else has to confirm it." in text(answer)


def test_what_changed_since_the_page_was_made_is_shown_again_and_nothing_happens(example):
    waits(example, 2_000_000)
    client = desk("city")
    shown = client.get(page("share", "equipment")).context["table"].digest
    sharing.equipment(example, example.firms[1], 1_500_000)

    answer = client.post(page("propose-share", "equipment"), {"digest": shown})

    assert (answer.status_code, answer.context["table"].wanted_fen) == (422, 20_000_000)
    assert "has changed since this page was made" in text(answer)
    assert answer.context["proposed"] is None


def test_a_proposal_that_no_longer_fits_says_so_and_is_taken_back(example):
    waits(example, 2_000_000)
    propose()
    sharing.equipment(example, example.firms[1], 1_500_000)
    second = desk("city2")

    shown = second.get(page("share", "equipment"))
    refused = second.post(page("confirm-share", "equipment"), {"digest": shown.context["table"].digest})
    second.post(page("take-back-share", "equipment"))

    assert (shown.context["stale"], shown.context["may_confirm"], refused.status_code) == (True, False, 422)
    assert "Since then something has changed" in text(shown)
    assert second.get(page("share", "equipment")).context["may_propose"]


def test_a_line_that_is_not_shared_or_not_there_is_not_found(example):
    client = desk("city")

    assert [client.get(page("share", line)).status_code for line in ("renovation", "nowhere")] == [404, 404]
    assert client.post(page("confirm-share", "equipment"), {"digest": "x"}).status_code == 404


def test_the_claim_s_page_tells_that_it_waits_and_lets_the_city_take_the_approval_back(example):
    row = sharing.checked(example, sharing.submitted(example.firms[0], "6", {"设备总额": 200_000_000}))
    client = desk("city")
    before = text(client.get(page("claim", row.pk)))
    decided = client.post(page("decide-claim", row.pk), {"version": row.version, "awards": "yes"})
    row.refresh_from_db()
    after = text(client.get(page("claim", row.pk)))
    without = client.post(page("take-back-approval", row.pk), {"version": row.version, "reason": ""})
    client.post(page("take-back-approval", row.pk), {"version": row.version, "reason": "发票有误"})

    assert "is shared among all who wait for it: if you award, the claim is approved" in before
    assert (decided.status_code, row.state) == (302, ClaimState.APPROVED)
    assert "Approved: about ¥120,000.00, to be shared with all who wait for “Equipment”." in after
    assert without.status_code == 422
    row.refresh_from_db()
    assert row.state == ClaimState.CHECKED


def test_the_enterprise_reads_that_its_claim_waits_and_later_what_its_part_lacks(example):
    waits(example, 2_000_000, 2_000_000)
    owner = desk("owner-1")
    waiting = text(owner.get(reverse("enterprise:claim", args=["6"])))
    first, _second = sharing.shared(example, "equipment", clock.now())
    awarded = text(owner.get(reverse("enterprise:award", args=[first.pk])))

    assert "Your claim is approved: about ¥120,000.00." in waiting
    assert "part ¥50,000.00, not borne ¥70,000.00" in awarded


def test_the_letter_says_what_was_shared_and_what_is_not_borne_nor_owed_later(example):
    waits(example, 2_000_000, 2_000_000)
    first, _second = sharing.shared(example, "equipment", clock.now())

    with translation.override("en"):
        letter = letter_of(first)

    assert (letter.sentence, letter.paragraphs) == (
        "You are awarded ¥50,000.00 under “Equipment, band by band”.",
        [
            "¥100,000.00 was shared among all approved claims, which asked for ¥240,000.00 together.",
            "¥70,000.00 of what is due to you could not be borne by the budget line.",
            "A claim takes part in one share: what its part lacks is not owed later.",
        ],
    )


def test_a_page_asks_as_often_for_three_claims_as_for_one(example):
    client = desk("city")

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as told:
            client.get(page("share", "equipment"))
        return len(told)

    client.get(page("share", "equipment"))
    waits(example, 2_000_000)
    one = asked()
    for firm in example.firms[1:]:
        sharing.equipment(example, firm, 1_500_000)

    assert (asked(), claimed.waiting_for(known.user("city")).count()) == (one, 0)


def test_many_claims_come_in_pages_by_place(example, monkeypatch):
    monkeypatch.setattr("egret.desks.office.shares.SIZE", 2)
    waits(example, 2_000_000, 1_500_000, 1_000_000)
    client = desk("city")

    first = client.get(page("share", "equipment")).context
    second = client.get(page("share", "equipment"), {"after": first["after"]}).context

    assert [row.place for row in first["rows"]] == [1, 2]
    assert ([row.place for row in second["rows"]], second["after"]) == ([3], None)
    assert first["table"].digest == second["table"].digest
