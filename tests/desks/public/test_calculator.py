import pytest
from django.urls import reverse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
PAGE = reverse("public:calculator")


def shown(client, **query):
    return client.get(PAGE, {f"fact_{name}": value for name, value in query.items()})


def test_five_minutes_bring_an_amount_its_reasoning_and_what_to_do(client):
    page = shown(client, spend="1,000,000", level="三级").content.decode()

    assert "¥350,000.00" in page
    assert "取低者{ 实际投入 1,000,000.00 元 × 核定比例 40%" in page
    assert "申报试点企业；入选后按合同和验收结果拨付。" in page
    assert "由主管部门核定，上限： 核定比例 40%" in page
    assert "“改造后水平”为 四级 时，可多得 50,000.00 元。" in page


def test_in_english_the_clauses_words_are_english_too(client):
    client.cookies["django_language"] = "en"

    page = shown(client, spend="1,000,000", level="一级").content.decode()

    assert "The clause sets “cap by level” to zero here." in page
    assert "With “level after the work” at level 4 it would be ¥400,000.00 more." in page


def test_what_is_typed_wrong_is_marked_and_kept(client):
    answer = shown(client, spend="一百万", level="三级")

    assert answer.status_code == 422
    assert 'value="一百万"' in answer.content.decode()


def test_an_empty_form_asks_for_something(client):
    assert "请至少填写以上一项。" in shown(client, spend="", level="").content.decode()


def test_looking_costs_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        shown(client, spend="1000000", level="三级")


def test_every_clause_that_knows_a_told_fact_answers(client):
    told = {"spend": "1000000", "level": "三级", "diagnosis_fee": "50000", "cloud_fee": "200000"}

    page = shown(client, **told, equipment_last_year="6000000").content.decode()

    assert [page.count(f'id="clause-{clause}"') for clause in ("3", "5", "6", "8", "7")] == [1, 1, 1, 1, 0]
    assert "合计最高 440,000.00 元" in page
    assert "由“现行技术改造政策”办理。" in page
