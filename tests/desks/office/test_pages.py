from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.desks.office import loop

from egret.desks.office import acts
from egret.rooms.subsidy.queries import Proof
from egret.rooms.trail import actions as trail
from egret.rooms.trail import queries as trails


def page(client, name, *args):
    answer = client.get(reverse(f"office:{name}", args=args))
    assert answer.status_code == 200
    return answer


def told(answer):
    return answer.content.decode()


def test_the_whole_case_stands_on_one_page(desk):
    client = desk("auditor")
    [order] = loop.orders_made(1)
    loop.paid(order)
    loop.reported(order.award.contract)
    enterprise = order.award.contract.enterprise
    page(client, "case", enterprise.pk)

    with CaptureQueriesContext(connection) as asked:
        text = told(page(client, "case", enterprise.pk))

    assert len(asked) <= 20
    for part in (enterprise.credit_code, order.award.no, order.no, "制造执行系统", "80,000.00", "checker"):
        assert part in text


def test_a_case_of_nothing_but_a_registration_stands_too(desk):
    client = desk("city")
    submission = loop.handed_in(1)

    page(client, "case", submission.enterprise_id)


def test_every_verb_of_the_loop_has_its_word(desk):
    [order] = loop.orders_made(1)
    loop.paid(order)
    loop.reported(order.award.contract)

    verbs = {act.verb for act in trails.acts()}

    assert {verb for verb in verbs if acts.said(verb) == verb} == set()


def test_an_answer_stands_beside_its_question_with_its_file(desk):
    client = desk("city")
    submission = loop.handed_in(1)

    text = told(page(client, "submission", submission.pk))

    licence = reverse("shared:attachment", args=[submission.answers["licence"]])
    for part in ("联系人", "0592-5551234", "研发设计 · 生产制造", "600,000.00", licence):
        assert part in text


def test_an_award_tells_its_facts_its_pack_and_that_it_computes_anew(desk):
    client = desk("city")
    [award] = loop.awarded_advances(1)

    answer = page(client, "award", award.pk)

    assert answer.context["proof"] == Proof(holds=True)
    for part in (award.pack_sha, "200,000.00", "2025-04-07", "80,000.00"):
        assert part in told(answer)


def test_the_funds_add_up_and_the_bars_are_full(desk):
    client = desk("maker")
    [order] = loop.orders_made(1)
    loop.paid(order)

    context = page(client, "funds").context

    sums = {state: total for state, _by_source, total in context["rows"]}
    assert sums.pop("appropriated") == sum(sums.values()) == 1_000_000_000
    assert sums["paid"] == 80_000_00
    for _source, appropriated, _reached, _percent, pieces in context["bars"]:
        assert sum(piece.width for piece in pieces) == (1000 if appropriated else 0)
    [share] = context["shares"]
    assert (share.found, share.least, share.standing.broken) == ("100%", "80%", False)


def test_the_trail_shows_the_newest_acts_and_those_of_one_case(desk):
    client = desk("auditor")
    first, second = loop.handed_in(1), loop.handed_in(2)
    checkpoint = trail.make_checkpoint(at=loop.START)

    newest = page(client, "trail").context["page"].rows
    of_one = client.get(reverse("office:trail"), {"q": first.enterprise.case}).context["page"].rows

    assert newest[0].case == second.enterprise.case
    assert {act.case for act in of_one} == {first.enterprise.case}
    assert checkpoint.text in told(page(client, "trail"))
