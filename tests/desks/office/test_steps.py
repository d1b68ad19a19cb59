"""Each step of the office: what it moves, who may not take it, and what a second or stale press is told."""

import pytest
from django.urls import reverse
from tests.desks.office import loop

from egret.journeys import pay
from egret.rooms.call import actions as calls
from egret.rooms.call import queries as submissions
from egret.rooms.people import queries as known
from egret.rooms.project import queries as contracts
from egret.rooms.subsidy import queries as awards
from egret.rooms.treasury import queries as orders
from egret.rooms.treasury.states import OrderState

pytestmark = pytest.mark.django_db


def post(client, page, *args, **said):
    return client.post(reverse(f"office:{page}", args=args), said)


def told(answer):
    return answer.content.decode()


def test_a_passed_check_moves_the_file_to_the_next_step(desk):
    client = desk("district")
    submission = loop.handed_in(1)
    said = {"verdict": "pass", "reason": "", "version": submission.version}

    assert post(client, "check-submission", submission.pk, **said).status_code == 302
    again = post(client, "check-submission", submission.pk, **said)

    submission.refresh_from_db()
    assert (submission.step, again.status_code) == ("city", 422)
    assert "alert-danger" in told(again)


def test_a_stale_check_is_refused_and_nothing_typed_is_lost(desk):
    client = desk("district")
    submission = loop.handed_in(1)

    answer = post(
        client,
        "check-submission",
        submission.pk,
        verdict="return",
        reason="请补充",
        version=submission.version - 1,
    )

    assert answer.status_code == 422
    assert "请补充" in told(answer)
    assert "alert-danger" in told(answer)


def test_a_return_needs_a_reason(desk):
    client = desk("district")
    submission = loop.handed_in(1)

    answer = post(
        client, "check-submission", submission.pk, verdict="return", reason=" ", version=submission.version
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors["reason"]


def test_a_returned_file_handed_in_anew_has_its_whole_term_again(desk):
    submission = loop.handed_in(1)
    district, owner = known.user("district"), loop.owner_of(submission.enterprise)
    calls.check(submission.pk, verdict="return", reason="x", version=2, by=district, at=loop.LISTED)
    calls.submit(submission.pk, by=owner, at=loop.SIGNED)

    [waiting] = submissions.waiting_for(district)

    assert submissions.due_on(waiting) == loop.SIGNED.date().replace(day=14)


@pytest.mark.parametrize("username", ["city", "auditor", "maker"])
def test_only_the_step_s_own_role_decides(desk, username):
    client = desk(username)
    submission = loop.handed_in(1)

    answer = post(
        client, "check-submission", submission.pk, verdict="pass", reason="", version=submission.version
    )

    submission.refresh_from_db()
    assert (answer.status_code, submission.step) == (422, "district")
    assert answer.context["form"] is None


def test_whoever_opens_the_address_of_a_step_is_led_to_its_page(desk):
    client = desk("district")
    submission = loop.handed_in(1)

    answer = client.get(reverse("office:check-submission", args=[submission.pk]))

    assert answer.url == reverse("office:submission", args=[submission.pk])


def test_a_notice_opens_runs_and_becomes_a_list(desk, at):
    client = desk("city")
    submission = loop.approved(1)
    at(loop.START)
    assert post(client, "open-notice", batch="2025").status_code == 302
    assert post(client, "open-notice", batch="2025").status_code == 422
    assert post(client, "open-notice", batch="1999").status_code == 422
    notice = submissions.notices().get()
    assert post(client, "publish-list", notice.pk).status_code == 422

    at(loop.LISTED)
    assert post(client, "publish-list", notice.pk).status_code == 302
    assert post(client, "publish-list", notice.pk).status_code == 422
    assert post(client, "publish-list", 999).status_code == 404

    submission.refresh_from_db()
    assert submission.state == "listed"
    assert submissions.lists().get().sha256 in told(client.get(reverse("office:notices")))


def test_an_upheld_objection_takes_the_enterprise_off_the_notice(desk, at):
    at(loop.START)
    client = desk("city")
    [submission], _notice = loop.on_notice(1)
    objection = calls.object_to(
        submission.pk, name="丙", contact="139", text="搬走了", by=known.system(), at=loop.START
    )
    assert post(client, "decide-objection", objection.pk, uphold="yes", reason="").status_code == 422

    said = {"uphold": "yes", "reason": "属实"}
    assert post(client, "decide-objection", objection.pk, **said).status_code == 302
    again = post(client, "decide-objection", objection.pk, **said)

    submission.refresh_from_db()
    assert (submission.state, again.status_code) == ("refused", 422)
    assert "alert-danger" in told(again)


def test_who_objects_is_not_told_to_the_district_concerned(desk, at):
    at(loop.START)
    clients = {username: desk(username) for username in ("city", "auditor", "district")}
    [submission], _notice = loop.on_notice(1)
    objection = calls.object_to(
        submission.pk, name="丙", contact="13900000001", text="搬走了", by=known.system(), at=loop.START
    )
    address = reverse("office:objection", args=[objection.pk])

    sees = {username: "13900000001" in told(client.get(address)) for username, client in clients.items()}

    assert sees == {"city": True, "auditor": True, "district": False}
    assert post(clients["district"], "decide-objection", objection.pk).status_code == 403


def test_a_checked_contract_brings_the_advance(desk, at):
    at(loop.SIGNED)
    client = desk("district")
    contract = loop.confirmed_contract(*loop.listed(1))
    stale = post(client, "check-contract", contract.pk, version=contract.version - 1)
    assert (stale.status_code, "alert-danger" in told(stale)) == (422, True)

    assert post(client, "check-contract", contract.pk, version=contract.version).status_code == 302
    again = post(client, "check-contract", contract.pk, version=contract.version)

    assert (again.status_code, "alert-danger" in told(again)) == (422, True)
    assert [award.delta_fen for award in awards.of_contract(contract)] == [80_000_00]


def test_a_contract_goes_back_with_a_reason(desk, at):
    at(loop.SIGNED)
    client = desk("district")
    contract = loop.confirmed_contract(*loop.listed(1))
    version = {"version": contract.version}

    assert post(client, "give-contract-back", contract.pk, reason="", **version).status_code == 422
    assert post(client, "give-contract-back", contract.pk, reason="缺页", **version).status_code == 302

    found = contracts.of_enterprise(contract.enterprise)
    assert (found.state, found.reason) == ("returned", "缺页")
    assert post(desk("city"), "check-contract", contract.pk, **version).status_code == 403
    assert post(desk("elsewhere"), "check-contract", contract.pk, **version).status_code == 404


def test_an_award_is_ordered_once(desk, at):
    at(loop.PAYING)
    client = desk("maker")
    [award] = loop.awarded_advances(1)

    assert post(client, "make-order", award.pk).status_code == 302
    again = post(client, "make-order", award.pk)

    assert (again.status_code, "alert-danger" in told(again)) == (422, True)
    assert orders.of_awards([award.pk]).count() == 1
    assert post(client, "take-back", award.pk).status_code == 422
    assert post(desk("city"), "make-order", award.pk).status_code == 403


def test_three_people_bring_an_order_to_the_bank(desk, at):
    at(loop.PAYING)
    maker, checker, releaser = desk("maker"), desk("checker"), desk("releaser")
    [order] = loop.orders_made(1)

    assert post(maker, "check-order", order.pk).status_code == 422
    assert post(checker, "check-order", order.pk).status_code == 302
    assert post(checker, "release-order", order.pk).status_code == 422
    assert post(maker, "release-order", order.pk).status_code == 422
    assert post(releaser, "ask-bank", order.pk).status_code == 422
    assert post(releaser, "release-order", order.pk).status_code == 302
    assert post(releaser, "release-order", order.pk).status_code == 422
    assert post(maker, "withdraw-order", order.pk, reason="x").status_code == 422
    assert post(releaser, "ask-bank", order.pk).status_code == 302

    order.refresh_from_db()
    assert order.state == OrderState.SETTLED


def test_a_button_is_offered_only_to_whom_it_obeys(desk, at):
    at(loop.PAYING)
    clients = {username: desk(username) for username in ("maker", "checker", "city", "auditor")}
    [order] = loop.orders_made(1)
    address, button = reverse("office:order", args=[order.pk]), reverse("office:check-order", args=[order.pk])

    offered = {username: button in told(client.get(address)) for username, client in clients.items()}

    assert offered == {"maker": False, "checker": True, "city": False, "auditor": False}


def test_a_withdrawn_order_frees_its_award(desk, at):
    at(loop.PAYING)
    client = desk("checker")
    [order] = loop.orders_made(1)

    assert post(client, "withdraw-order", order.pk, reason=" ").status_code == 422
    assert post(client, "withdraw-order", order.pk, reason="账号有误").status_code == 302

    assert [award.pk for award in awards.to_pay(known.user("maker"))] == [order.award_id]


def test_an_assessor_is_sent_and_a_stale_page_sends_nobody(desk, at):
    at(loop.VISITED)
    client, contract = desk("city"), loop.orders_made(1)[0].award.contract
    acceptance = loop.reported(contract)
    said = {"assessor": known.user("assessor").pk, "version": acceptance.version}

    assert post(client, "assign-visit", acceptance.pk, **said).status_code == 302
    again = post(client, "assign-visit", acceptance.pk, **said)

    assert (again.status_code, "alert-danger" in told(again)) == (422, True)
    assert post(client, "assign-visit", acceptance.pk, assessor="x", version="y").status_code == 422


def test_what_must_come_back_is_taken_back_once(desk, at):
    maker, city = desk("maker"), desk("city")
    [order] = loop.orders_made(1)
    loop.paid(order)
    at(loop.VISITED)
    acceptance = loop.reported(order.award.contract, recommends=False)
    said = {"passes": "no", "decided_rate": "40%", "reason": "", "version": acceptance.version}
    assert post(city, "decide-acceptance", acceptance.pk, **said).status_code == 302
    again = post(city, "decide-acceptance", acceptance.pk, **said)
    assert (again.status_code, "alert-danger" in told(again)) == (422, True)
    recovery = awards.of_contract(order.award.contract).last()
    pay.close_award_notice(recovery.pk, by=known.system(), at=recovery.notice_closes_at)

    assert post(maker, "take-back", recovery.pk).status_code == 302
    assert post(maker, "take-back", recovery.pk).status_code == 422

    recovery.refresh_from_db()
    assert (recovery.state, recovery.delta_fen) == ("recovered", -80_000_00)
    assert orders.by_source()["central"]["recovered"] == 64_000_00
