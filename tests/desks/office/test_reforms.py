"""The reform desk: who may, what is refused and keeps what was typed, and figures over real and invented cases."""

import io
import zipfile
from datetime import timedelta
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.desks.office import loop
from tests.factories import ExternalAwardFactory, ExternalReturnFactory, ReformFactory
from tests.packs.xiamen import files

from egret.core.policy.reform_reading import read_reform
from egret.journeys.accept_and_award import accept_and_award
from egret.rooms.acceptance.actions import Decision
from egret.rooms.people import queries as known
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.models import Reform
from egret.rooms.subsidy.queries import reforms as queries
from egret.rooms.trail import queries as trail

RAISED = {"what": "param|8|分级上限|二级|0", "value": "30万元", "from_on": ""}
CLOSED = {"what": "closed|3", "value": "", "from_on": ""}
MINE = {"title": "二级上限提高", "title_en": "Raise", "version": ""}


def form(*changes, **name):
    sent = {**MINE, **name}
    for place, change in enumerate(changes):
        sent |= {f"change-{place}-{key}": value for key, value in change.items()}
    return sent


def at_url(name, *args):
    return reverse(f"office:{name}", args=args)


def accepted(*serials):
    """Contracts whose acceptance was decided: their last award is a real case."""
    for order in loop.orders_made(*serials):
        loop.paid(order)
        step = loop.reported(order.award.contract)
        decision = Decision(passes=True, reason="达标", version=step.version)
        accept_and_award(
            step.pk, decision, decided_rate=Fraction(2, 5), by=known.user("city"), at=loop.VISITED
        )


def text_of(answer):
    return answer.content.decode()


PAGES = {"reforms": (), "compare-reforms": (), "reforms-workbook": ()}


@pytest.mark.parametrize("page", PAGES)
def test_finance_city_and_audit_may_look_and_nobody_else(desk, page):
    codes = {
        username: desk(username).get(at_url(page)).status_code
        for username in ("maker", "city", "auditor", "district", "provider", "assessor")
    }

    assert codes == {
        "maker": 200,
        "city": 200,
        "auditor": 200,
        "district": 403,
        "provider": 403,
        "assessor": 403,
    }


def test_an_auditor_reads_and_does_not_write(desk):
    kept = ReformFactory()
    client = desk("auditor")

    assert [
        client.get(at_url("reform", kept.pk)).status_code,
        client.get(at_url("reform-file", kept.pk)).status_code,
    ] == [200, 200]
    assert "30万元" in text_of(client.get(at_url("reform", kept.pk)))
    assert client.post(at_url("reform", kept.pk), form(RAISED)).status_code == 404
    assert client.post(at_url("make-reform"), form(RAISED)).status_code == 403
    assert client.post(at_url("check-reform"), form(RAISED)).status_code == 403


def test_a_reform_is_written_kept_and_recorded(desk):
    answer = desk("maker").post(at_url("make-reform"), form(RAISED, CLOSED))

    [kept] = Reform.objects.all()
    assert (answer.status_code, answer.url) == (302, at_url("reforms"))
    assert (kept.title, kept.title_en, kept.made_by.username) == ("二级上限提高", "Raise", "maker")
    assert kept.changes == [
        {"clause": "8", "param": "分级上限", "cell": "二级", "value": "30万元"},
        {"clause": "3", "closed": True},
    ]
    assert [act.verb for act in trail.acts() if act.case == f"reform:{kept.pk}"] == ["reform.made"]


def test_every_target_that_is_offered_comes_back_as_it_was_chosen(desk):
    client = desk("city")
    choices = client.get(at_url("make-reform")).context["form"].changes[0].fields["what"].choices
    keys = [key for _group, options in choices[1:] for key, _said in options]
    assert {key.split("|")[0] for key in keys} == {"param", "step", "closed", "budget"}

    values = {"param": "1", "step": "0元", "budget": "1亿元"}
    kept = ReformFactory(
        changes=[
            {"budget": "2024", "amount": "1亿元"},
            {"clause": "8", "step": "首期款", "expr": "取低(合同首付, 首期上限)"},
            {"clause": "8", "param": "首期上限", "from": "2025-01-01", "value": "8万元"},
            {"clause": "3", "closed": True},
        ]
    )
    shown = client.get(at_url("reform", kept.pk)).context["form"].changes
    sent = form(
        *({name: change[name].value() or "" for name in ("what", "value", "from_on")} for change in shown),
        version=kept.version,
    )
    assert client.post(at_url("reform", kept.pk), sent).status_code == 302
    before, after = kept.changes, Reform.objects.get(pk=kept.pk)
    assert (after.changes, after.version, set(values)) == (before, 2, set(values))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({**RAISED, "value": "三十万"}, "三十万&#x27; 不是金额"),
        ({**RAISED, "value": ""}, "请填写改成什么"),
        ({**RAISED, "what": ""}, "请选择这是什么的新值"),
        ({**RAISED, "from_on": "2023-01-01"}, "2023-01-01"),
        ({"what": "step|8|应补金额", "value": "实际投入", "from_on": ""}, "分级上限"),
    ],
)
def test_what_is_refused_stays_typed_and_says_why(desk, change, told):
    answer = desk("maker").post(at_url("make-reform"), form(change))

    assert (answer.status_code, Reform.objects.count()) == (422, 0)
    text = text_of(answer)
    assert told in text
    assert 'value="二级上限提高"' in text
    shown = answer.context["form"].changes[0]
    assert {name: shown[name].value() for name in change} == change


def test_a_reform_without_a_change_is_refused(desk):
    assert desk("maker").post(at_url("make-reform"), form()).status_code == 422


def test_one_more_change_keeps_what_was_typed(desk):
    answer = desk("maker").post(at_url("make-reform"), form(RAISED) | {"more": "1"})

    changes = answer.context["form"].changes
    assert (answer.status_code, len(changes), changes[0]["value"].value()) == (200, 2, "30万元")


def test_checks_run_while_one_types_and_keep_nothing(desk):
    client = desk("maker")

    good = client.post(at_url("check-reform"), form(RAISED, title=""))
    bad = client.post(at_url("check-reform"), form({**RAISED, "value": "三十万"}, title=""))

    assert "现行规则包可以承载每一项改动" in text_of(good)
    assert "三十万&#x27; 不是金额" in text_of(bad)
    assert Reform.objects.count() == 0


def test_a_page_that_is_too_old_is_refused(desk):
    kept = ReformFactory()
    client = desk("city")
    client.post(at_url("reform", kept.pk), form(CLOSED, version=1))

    answer = client.post(at_url("reform", kept.pk), form(RAISED, version=1))

    assert (answer.status_code, Reform.objects.get(pk=kept.pk).changes) == (
        422,
        [{"clause": "3", "closed": True}],
    )


def test_the_file_reads_back_to_the_same_reform(desk):
    kept = ReformFactory()

    answer = desk("auditor").get(at_url("reform-file", kept.pk))

    assert read_reform(text_of(answer)) == queries.plan_of(kept)


def test_the_list_asks_as_often_for_three_as_for_one(desk):
    client = desk("maker")
    ReformFactory()
    client.get(at_url("reforms"))
    with CaptureQueriesContext(connection) as one:
        client.get(at_url("reforms"))
    ReformFactory.create_batch(2)
    with CaptureQueriesContext(connection) as three:
        answer = client.get(at_url("reforms"))

    assert len(one) == len(three) <= 8
    assert text_of(answer).count("二级上限提高到30万元") >= 3


def test_real_cases_are_computed_without_a_query_each(desk, at):
    at(loop.VISITED)
    client, kept = desk("maker"), ReformFactory()
    address = f"{at_url('compare-reforms')}?reform={kept.pk}&people=real"
    accepted(1)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        assert client.get(address).status_code == 200
    accepted(2, 3)
    with CaptureQueriesContext(connection) as three:
        answer = client.get(address)

    assert len(one) == len(three) <= 14
    found = answer.context["found"].comparison
    assert (found.enterprises, found.costs) == (3, (72_000_000, 72_000_000))
    assert (answer.context["found"].synthetic, answer.context["found"].left_out) == (False, 0)


def test_the_sum_of_real_cases_is_what_was_awarded(desk, at):
    at(loop.VISITED)
    client = desk("city")
    accepted(1)
    lower = ReformFactory(changes=[{"clause": "8", "param": "分级上限", "cell": "二级", "value": "15万元"}])

    found = client.get(f"{at_url('compare-reforms')}?reform={lower.pk}").context["found"].comparison

    assert found.costs == (24_000_000, 15_000_000)
    [moved] = found.moves
    assert (moved.losers.count, moved.losers.fen) == (1, -9_000_000)


def test_what_another_policy_paid_before_the_award_is_taken_off_and_what_came_later_is_not(desk, at):
    at(loop.VISITED)
    client, kept = desk("city"), ReformFactory()
    address = f"{at_url('compare-reforms')}?reform={kept.pk}&people=real"
    accepted(1)
    [award] = {award.enterprise: award for award in awarded.every()}.values()
    costs = [client.get(address).context["found"].comparison.costs[0]]
    for fen, recorded in ((4_000_000, award.awarded_at + timedelta(days=1)), (5_000_000, award.awarded_at)):
        ExternalAwardFactory(
            enterprise=award.enterprise, external="city-renovation", fen=fen, recorded_at=recorded
        )
        costs.append(client.get(address).context["found"].comparison.costs[0])

    assert costs == [24_000_000, 24_000_000, 19_000_000]


def test_what_went_back_to_another_policy_before_the_award_is_not_taken_off(desk, at):
    at(loop.VISITED)
    client, kept = desk("city"), ReformFactory()
    accepted(1)
    [award] = {award.enterprise: award for award in awarded.every()}.values()
    came = ExternalAwardFactory(
        enterprise=award.enterprise,
        external="city-renovation",
        fen=5_000_000,
        recorded_at=award.awarded_at,
    )
    ExternalReturnFactory(award=came, fen=2_000_000, recorded_at=award.awarded_at)
    ExternalReturnFactory(award=came, fen=1_000_000, recorded_at=award.awarded_at + timedelta(days=1))

    found = client.get(f"{at_url('compare-reforms')}?reform={kept.pk}&people=real").context["found"]

    assert found.comparison.costs[0] == 24_000_000 - 3_000_000


def test_what_a_short_line_bears_stands_beside_what_is_asked_of_it(desk, at):
    at(loop.VISITED)
    client = desk("maker")
    accepted(1, 2)
    short = ReformFactory(title="压缩", changes=[{"budget": "2025", "amount": "30万元"}])

    answer = client.get(f"{at_url('compare-reforms')}?reform={short.pk}&people=real")

    found = answer.context["found"].comparison
    assert (found.costs, found.borne) == ((48_000_000, 48_000_000), (48_000_000, 30_000_000))
    assert [(line.key, line.borne, line.less) for line in found.lines if any(line.less)] == [
        ("2025", (48_000_000, 30_000_000), (0, 1))
    ]
    [less] = [chart for chart in answer.context["charts"] if chart.id == "chart-less"]
    assert less.rows == [["2025年企业改造资金 · 先到先得", "0.00", "0", "180,000.00", "1"]]
    assert {"chart-borne-clauses", "chart-borne-years"} <= {chart.id for chart in answer.context["charts"]}
    assert "预算额度可列支 300,000.00" in text_of(answer)


def test_invented_cases_say_so_and_are_charted_with_a_table_each(desk):
    kept = ReformFactory()

    answer = desk("auditor").get(f"{at_url('compare-reforms')}?reform={kept.pk}&people=1000")

    text = text_of(answer)
    assert "虚构" in text
    assert "这 1,000 家企业并不存在" in text or "这 1000 家企业并不存在" in text
    charts = answer.context["charts"]
    assert [chart.id for chart in charts][:6] == [
        "chart-clauses", "chart-districts", "chart-sizes", "chart-industries", "chart-years", "chart-moves",
    ]  # fmt: skip
    for chart in charts:
        assert text.count(f'id="{chart.id}" type="application/json"') == 1
        assert len(chart.rows[0]) == len(chart.head)
    assert "<script>" not in text
    assert "style=" not in text


def test_more_than_four_reforms_are_refused_and_stay_ticked(desk):
    kept = ReformFactory.create_batch(5)
    query = "&".join(f"reform={one.pk}" for one in kept)

    answer = desk("maker").get(f"{at_url('compare-reforms')}?{query}")

    assert answer.status_code == 422
    assert text_of(answer).count(" checked") == 5


def test_a_reform_that_the_pack_can_t_bear_any_more_is_named(desk):
    kept = ReformFactory(title="旧方案", changes=[{"clause": "8", "param": "旧参数", "value": "1元"}])

    answer = desk("maker").get(f"{at_url('compare-reforms')}?reform={kept.pk}")

    assert answer.status_code == 422
    assert "旧方案" in text_of(answer)


@pytest.mark.parametrize(
    "query", ["reform=x", "reform=99999999999999999999", "people=5", "reform=-1", "reform=7"]
)
def test_a_comparison_bears_whatever_is_asked_of_it(desk, query):
    assert desk("maker").get(f"{at_url('compare-reforms')}?{query}").status_code == 200


def test_the_workbook_has_a_sheet_a_table_and_exact_yuan(desk):
    kept = ReformFactory()
    client = desk("maker")
    query = f"reform={kept.pk}&people=1000"
    found = client.get(f"{at_url('compare-reforms')}?{query}").context["found"].comparison

    answer = client.get(f"{at_url('reforms-workbook')}?{query}")

    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        names = ET.fromstring(book.read("xl/workbook.xml"))
        first = book.read("xl/worksheets/sheet2.xml").decode()
    sheets = [one.get("name") for one in names.iter() if one.tag.endswith("}sheet")]
    assert sheets == [
        "总览",
        "条款",
        "区",
        "规模",
        "行业",
        "年度",
        "可列支（条款）",
        "可列支（年度）",
        "增减",
        "资金",
        "未足额",
        "上限",
        "案件",
        "不予计算",
    ]
    fen = found.by_clause[0].figures[0]
    assert f"<v>{fen // 100}.{fen % 100:02d}".rstrip("0").rstrip(".") in first


def test_a_budget_line_that_is_not_there_any_more_is_a_fault(desk):
    assert '"2024"' in files()["budget.toml"]
    change = {"what": "budget|1999", "value": "1亿元", "from_on": ""}

    assert desk("maker").post(at_url("make-reform"), form(change)).status_code == 422
