"""The desk of funds: who may, what is refused and keeps what was typed, one click is one act, and constant queries."""

import re
from datetime import date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.desks.office import loop
from tests.factories import UserFactory
from tests.money import granted

from egret.base.clock import CHINA
from egret.core.ledger.accounts import State
from egret.rooms.people import queries as known
from egret.rooms.people.states import Role
from egret.rooms.trail import queries as trail
from egret.rooms.treasury import actions, queries
from egret.rooms.treasury.actions import Grant, Pot

MAIN, CLOUD = "transformation:8", "transformation:6"
NEW_YEAR = datetime(2026, 1, 5, 9, tzinfo=CHINA)
GRANT = {
    "source": "central", "year": "2025", "document_no": "示例指标9号", "title": "奖补资金", "purpose": "", "fen": "１，０００元",
}  # fmt: skip
PAGES = ["funds", "funds-flow", "transfers", "months"]


def at_url(name, *args):
    return reverse(f"office:{name}", args=args)


def central():
    return next(fund for fund in queries.funds() if fund.source == "central")


def key_of(client, name, pk):
    """The hidden key that the page of a fund gives its form."""
    text = client.get(at_url("fund", pk)).content.decode()
    return re.search(rf'name="key" value="([0-9a-f-]{{36}})" id="{name}_key"', text)[1]


def more(fen=100_000, source="central"):
    """A fund whose money nobody has allotted."""
    return actions.grant(
        Grant(source, 2025, "示例指标8号", "奖补资金", fen), by=known.user("maker"), at=loop.START
    )


def freed(fund):
    return queries.by_fund()[fund.code][State.UNALLOCATED]


@pytest.fixture
def paying(at):
    at(loop.PAYING)


pytestmark = pytest.mark.usefixtures("paying")


@pytest.mark.parametrize("username", ["maker", "auditor", "city"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_whoever_sees_money_reads_every_page_in_both_languages(desk, username, language):
    [order] = loop.orders_made(1)
    loop.paid(order)
    client, fund = desk(username), central()
    client.cookies["django_language"] = language
    addresses = [at_url(name) for name in PAGES]
    addresses += [at_url("fund", fund.pk), at_url("fund-projects", fund.pk), at_url("posting", 1)]
    addresses += [at_url("trace", order.award.project), at_url("month-report", "2025-03", "xlsx")]

    assert [client.get(address).status_code for address in addresses] == [200] * len(addresses)


def test_a_district_sees_none_of_it_and_readers_write_nothing(desk):
    fund = central()
    steps = [
        at_url(step, fund.pk)
        for step in ("allot-fund", "withdraw-allotment", "ask-transfer", "end-fund-year")
    ]
    steps += [at_url("grant-fund"), at_url("close-month")]

    assert [desk("district").get(at_url(name)).status_code for name in PAGES] == [403] * len(PAGES)
    for reader in ("auditor", "city"):
        assert [desk(reader).post(step).status_code for step in steps] == [403] * len(steps)
        assert desk(reader).get(at_url("fund", fund.pk)).context["forms"] == {}


def test_a_grant_is_entered_as_people_write_money(desk):
    answer = desk("maker").post(at_url("grant-fund"), GRANT)

    fund = queries.funds().get(document_no="示例指标9号")
    assert (answer.url, fund.fen, fund.source, fund.purpose) == (
        at_url("fund", fund.pk),
        100_000,
        "central",
        "",
    )


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"fen": "0"}, "fen"),
        ({"fen": "一千"}, "fen"),
        ({"document_no": " "}, "document_no"),
        ({"source": "moon"}, "source"),
    ],
)
def test_a_grant_that_is_refused_keeps_what_was_typed(desk, changed, field):
    answer = desk("maker").post(at_url("grant-fund"), {**GRANT, **changed})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert answer.context["form"]["title"].value() == "奖补资金"
    assert 'value="奖补资金"' in answer.content.decode()
    assert queries.funds().count() == 2


def test_pots_are_offered_by_the_source_that_bears_their_policy(desk):
    fund = more(500, "district")

    form = desk("maker").get(at_url("fund", fund.pk)).context["forms"]["allot"]

    assert [key for key, _label in form.fields["policy"].choices] == ["", "transformation:5"]


def test_a_double_click_allots_once_and_the_next_page_once_more(desk):
    client, fund = desk("maker"), more()
    sent = {"policy": MAIN, "fen": "10.00", "key": key_of(client, "allot", fund.pk)}

    for _click in range(2):
        assert client.post(at_url("allot-fund", fund.pk), sent).status_code == 302
    assert freed(fund) == 99_000
    client.post(at_url("allot-fund", fund.pk), {**sent, "key": key_of(client, "allot", fund.pk)})

    assert freed(fund) == 98_000


def test_more_than_is_free_is_refused_and_the_form_can_be_mended_where_it_stands(desk):
    client, fund = desk("maker"), more()
    sent = {"policy": MAIN, "fen": "1000.01", "key": key_of(client, "allot", fund.pk)}

    answer = client.post(at_url("allot-fund", fund.pk), sent)

    form = answer.context["forms"]["allot"]
    assert (answer.status_code, form["fen"].value(), form["policy"].value()) == (422, "1000.01", MAIN)
    mended = {"policy": MAIN, "fen": "1000", "key": form["key"].value()}
    assert client.post(at_url("allot-fund", fund.pk), mended).status_code == 302
    assert freed(fund) == 0


def test_a_rule_of_shares_refuses_at_the_form_and_warns_at_the_top_and_at_home(desk):
    client, fund = desk("maker"), more(1_000_000_000)
    sent = {"policy": "service:3", "fen": "3,700,000", "key": key_of(client, "allot", fund.pk)}

    refused = client.post(at_url("allot-fund", fund.pk), {**sent, "fen": "3,600,000.01"})
    client.post(at_url("allot-fund", fund.pk), {**sent, "fen": "3,600,000"})

    assert "0.01" in str(refused.context["forms"]["allot"].non_field_errors())
    [share] = client.get(at_url("funds")).context["shares"]
    assert (share.standing.warns, share.standing.room_fen) == (True, 0)
    assert client.get(at_url("home")).context["piles"][0].tasks[0].fen == 0


def test_what_is_free_in_a_pot_is_taken_back_and_what_is_bound_is_not(desk):
    [award] = loop.awarded_advances(1)
    client, fund = desk("maker"), central()
    free = dict(queries.free_in_pots(fund))[Pot("transformation", "8").place]
    sent = {"policy": MAIN, "fen": str((free + 1) / 100), "key": key_of(client, "withdraw", fund.pk)}

    stale = client.post(at_url("withdraw-allotment", fund.pk), sent)
    client.post(
        at_url("withdraw-allotment", fund.pk),
        {**sent, "fen": str(free / 100), "key": key_of(client, "withdraw", fund.pk)},
    )

    assert (stale.status_code, award.project) == (422, f"contract:{award.contract_id}")
    assert freed(fund) == free
    assert queries.free_in_pots(fund) == []


def asked(client, **changed):
    sent = {"here": MAIN, "to": CLOUD, "fen": "2,500", "reason": "上云项目增加", **changed}
    return client.post(at_url("ask-transfer", central().pk), sent)


def test_a_transfer_takes_two_officers_and_a_double_click_asks_once(desk):
    maker, checker = desk("maker"), desk("checker")
    assert asked(maker).status_code == 302
    again = asked(maker)
    [transfer] = queries.transfers()
    decide = at_url("decide-transfer", transfer.pk)

    own = maker.post(decide, {"agrees": "yes"})
    piles = {pile.title: pile.count for pile in checker.get(at_url("home")).context["piles"]}
    agreed = checker.post(decide, {"agrees": "yes"})
    stale = checker.post(decide, {"agrees": "no"})

    assert (again.status_code, own.status_code, agreed.status_code, stale.status_code) == (422, 422, 302, 422)
    assert again.context["forms"]["transfer"]["reason"].value() == "上云项目增加"
    assert piles["待审批的调剂"] == 1
    assert dict(queries.free_in_pots(central()))[Pot("transformation", "6").place] == 250_000
    assert queries.faults() == ()


@pytest.mark.parametrize(
    ("changed", "field"), [({"to": MAIN}, "to"), ({"reason": " "}, "reason"), ({"fen": "0"}, "fen")]
)
def test_a_transfer_that_cannot_be_is_told_at_its_field(desk, changed, field):
    answer = asked(desk("maker"), **changed)

    assert (answer.status_code, list(answer.context["forms"]["transfer"].errors)) == (422, [field])


def test_a_refused_transfer_moves_nothing(desk):
    asked(desk("maker"))
    [transfer] = queries.transfers()

    desk("checker").post(at_url("decide-transfer", transfer.pk), {"agrees": "no"})

    assert [queries.transfers().get().state, *queries.free_in_pots(central())] == [
        "refused",
        (Pot("transformation", "8").place, 800_000_000),
    ]


def test_a_year_is_ended_from_the_page_of_its_fund(desk, at):
    client, fund = desk("maker"), central()
    end = at_url("end-fund-year", fund.pk)
    early = client.post(end, {"carries": "1", "document_no": "结转1号"})
    at(NEW_YEAR)
    nameless = client.post(end, {"carries": "1", "document_no": ""})
    client.post(end, {"carries": "6,000,000", "document_no": "结转1号"})

    assert (early.status_code, nameless.status_code) == (422, 422)
    assert "年度尚未结束" in early.content.decode()
    assert list(nameless.context["forms"]["end_year"].errors) == ["document_no"]
    states = queries.by_fund()[fund.code]
    assert (states[State.CARRIED], states[State.LAPSED]) == (600_000_000, 200_000_000)
    assert {one.code: one.came_from for one in queries.funds()}["central-2026-1"] == fund


def test_the_earliest_open_month_is_offered_and_closed_once(desk):
    client = desk("maker")
    before = client.get(at_url("months")).context
    sent = {"month": "2025-03-01"}

    closed, again = (client.post(at_url("close-month"), sent).status_code for _click in range(2))
    late = client.post(at_url("close-month"), {"month": "2025-04-01"})

    assert (before["due"].month, before["locks"].postings) == (date(2025, 3, 1), 4)
    assert (closed, again, late.status_code) == (302, 422, 422)
    assert client.get(at_url("months")).context["due"] is None
    assert "月份结束后方可结账" in late.content.decode()


def test_every_posting_of_a_project_stands_in_order_with_its_act(desk):
    [order] = loop.orders_made(1)
    loop.paid(order)
    client, award = desk("auditor"), order.award

    whole = client.get(at_url("trace", award.project))
    of_order = client.get(at_url("trace", award.project), {"order": order.no})
    of_award = client.get(at_url("trace", award.project), {"award": award.no})

    told = [(one.posting.event, one.fund.source, one.fen) for one in whole.context["moved"]]
    assert told == [
        ("commit", "central", 19_200_000), ("commit", "city", 4_800_000),
        ("make_payable", "central", 6_400_000), ("make_payable", "city", 1_600_000),
        ("order", "central", 6_400_000), ("order", "city", 1_600_000),
        ("settle", "central", 6_400_000), ("settle", "city", 1_600_000),
    ]  # fmt: skip
    assert [one.posting.event for one in of_order.context["moved"]][::2] == ["order", "settle"]
    assert [one.posting.event for one in of_award.context["moved"]][::2] == [
        "make_payable",
        "order",
        "settle",
    ]
    acts = [one.act for one in whole.context["moved"]]
    assert [act.verb for act in acts][::2] == [
        "money.commit",
        "money.make_payable",
        "money.order",
        "money.settle",
    ]
    link = f"{at_url('trail')}?q={acts[0].case.replace(':', '%3A')}&amp;after={acts[0].seq + 1}"
    assert link in whole.content.decode()


def test_a_posting_shows_its_key_its_hash_and_its_act(desk):
    client = desk("auditor")
    act = trail.of_subject("posting:1").get()

    text = client.get(at_url("posting", 1)).content.decode()

    assert ("appropriate:central-2025-1" in text, act.hash in text) == (True, True)
    assert client.get(at_url("posting", 9999)).status_code == 404
    assert client.get(at_url("trace", "contract:9999")).status_code == 404
    assert client.get(at_url("trace", "moon")).status_code == 404


def test_awards_orders_and_cases_lead_to_their_money(desk):
    [order] = loop.orders_made(1)
    award = order.award
    pages = {"award": award.pk, "order": order.pk, "case": award.enterprise_id}

    linked = [
        at_url("trace", award.project) in desk("maker").get(at_url(name, pk)).content.decode()
        for name, pk in pages.items()
    ]

    assert linked == [True, True, True]
    assert (
        at_url("trace", award.project) not in desk("district").get(at_url("award", award.pk)).content.decode()
    )


def test_the_bank_sends_back_and_the_desk_knows_until_it_is_ordered_again(desk):
    [order] = loop.orders_made(1)
    actions.check_order(order.pk, by=known.user("checker"), at=loop.PAYING)
    actions.release_order(order.pk, by=known.user("releaser"), at=loop.PAYING)
    actions.settle_orders({order.pk: ("", "账户已销户")}, by=known.user("releaser"), at=loop.PAYING)
    maker = desk("maker")

    [task] = next(
        pile for pile in maker.get(at_url("home")).context["piles"] if pile.title == "银行退回待重办"
    ).tasks

    assert (task.name, task.fen) == (f"{order.payee} · 账户已销户", order.fen)


@pytest.mark.parametrize("page", ["funds", "funds-flow", "transfers", "fund", "fund-projects", "home"])
def test_a_page_asks_as_often_for_many_rows_as_for_one(desk, page):
    client, fund = desk("checker"), central()
    address = at_url(page, fund.pk) if page in ("fund", "fund-projects") else at_url(page)
    loop.orders_made(1)
    asked(desk("maker"))
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        assert client.get(address).status_code == 200
    loop.orders_made(2, 3, 4, 5, 6, 7, 8, 9)
    for fen in range(1, 9):
        asked(desk("maker"), fen=str(fen))
    granted({"city": 7}, by=known.user("maker"), at=loop.PAYING, purpose="service")

    with CaptureQueriesContext(connection) as many:
        assert client.get(address).status_code == 200

    assert len(one) == len(many) <= (25 if page == "home" else 16)


def test_the_projects_of_a_fund_are_paged_by_their_keys(desk, monkeypatch):
    loop.orders_made(1, 2, 3)
    monkeypatch.setattr("egret.rooms.treasury.queries.trace.SIZE", 2)
    client, address = desk("auditor"), at_url("fund-projects", central().pk)

    first = client.get(address).context
    second = client.get(address, {"after": first["page"].after}).context

    found = [went.origin.who for went, _states in (*first["rows"], *second["rows"])]
    assert found == [f"厦门示例{number}号电子有限公司" for number in (3, 2, 1)]
    assert (len(second["rows"]), second["page"].after) == (1, None)


def test_before_the_first_fund_every_page_says_what_comes_first(db):
    client = Client()
    client.force_login(UserFactory(role=Role.FINANCE))

    told = [client.get(at_url(name)).content.decode().count("egret-empty") for name in PAGES]

    assert told == [1] * len(PAGES)
    assert client.get(at_url("home")).context["piles"] == []
