"""A cap is raised at the pack desk, by clicking: checked while typing, signed by one officer, released by another."""

import pytest
from tests.browser.test_pages import serious
from tests.packs.xiamen import CASES, CLAUSE, files

from egret.core.packs.editing import edited
from egret.rooms.city import queries
from egret.rooms.trail import queries as trail

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STEM = "08-renovation"
WAIT = 15_000


def waits_for(person, text):
    """Until the findings that htmx asks for say so."""
    person.page.locator("#findings", has_text=text).wait_for(timeout=WAIT)


def begin(city):
    city.open("/office/packs/drafts/")
    city.fill(title="提高二级上限", why="依据通知", version="2025.1")
    city.send("/begin/")
    return city.page.url.rstrip("/").rpartition("/")[2]


def raise_cap(city, pk):
    city.page.goto(f"/office/packs/drafts/{pk}/clauses/{STEM}/params/3/")
    waits_for(city, "全部校验通过")
    city.page.get_by_label("二级").first.fill("二十六万元")
    waits_for(city, "不是金额")
    city.page.get_by_label("二级").first.fill("26万元")
    waits_for(city, "算得 260,000.00，与预期 250,000.00 不符")
    city.page.locator("main form button.btn-primary").click()
    city.page.wait_for_load_state()


def mend_cases(city, pk):
    city.page.goto(f"/office/packs/drafts/{pk}/clauses/{STEM}/cases/")
    failing = city.page.locator("input.is-invalid")
    assert failing.count() == 1
    failing.fill("26")
    waits_for(city, "与预期 26.00 不符")
    failing.fill("260000.00")
    waits_for(city, "全部校验通过")
    city.page.locator("main form button.btn-primary").click()
    city.page.wait_for_load_state()


def test_a_cap_is_raised_and_released_by_two_officers(person):
    before = queries.pack().sha256
    city, second = person("city"), person("city2")
    pk = begin(city)
    raise_cap(city, pk)
    city.page.goto(f"/office/packs/drafts/{pk}/")
    city.send("/sign/")
    assert city.sees("规则包尚有问题")
    mend_cases(city, pk)

    city.page.goto(f"/office/packs/drafts/{pk}/")
    city.send("/sign/")
    assert city.sees("须由另一人审看并发布")
    second.open("/office/", first=f"/office/packs/drafts/{pk}/")
    assert second.sees("26万元")
    second.send("/release/")

    visitor = person("city")
    visitor.page.goto(f"/office/packs/clauses/{STEM}/")
    assert visitor.sees("26万元")
    visitor.page.goto("/office/packs/releases/")
    for part in ("2024.1", "2025.1", "city2", queries.pack().sha256):
        assert visitor.sees(part)
    assert queries.pack().version == "2025.1"
    assert queries.pack_of(before).version == "2024.1"
    clause = edited(files()[CLAUSE], {("param", 3, "values", 0, "value", "二级"): "26万元"})
    assert queries.files_in_force()[CLAUSE] == clause
    assert queries.files_in_force()[CASES].startswith("\ufeff情形")
    acts = [act.verb for act in trail.acts() if act.verb.startswith("pack.")]
    assert acts == [
        "pack.released",  # the folder's pack, kept before the first draft begins
        "pack.drafted",
        "pack.edited",
        "pack.edited",
        "pack.proposed",
        "pack.released",
    ]


def test_rows_are_added_and_taken_out_by_clicking(person):
    city = person("city")
    pk = begin(city)
    city.page.goto(f"/office/packs/drafts/{pk}/clauses/{STEM}/cases/")
    rows = city.page.locator("tbody tr")
    count = rows.count()
    city.page.locator("tbody input").first.fill("第一例")

    city.page.get_by_role("button", name="增加一行").click()
    city.page.wait_for_load_state()
    assert rows.count() == count + 1
    city.page.locator("button[value='drop-1']").click()
    city.page.wait_for_load_state()

    assert rows.count() == count
    assert city.page.locator("tbody input").first.input_value() == "第一例"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_desk_is_accessible_and_fits_a_phone(person, language):
    city = person("city")
    pk = begin(city)
    city.speak(language)
    draft = f"/office/packs/drafts/{pk}/"
    sha256 = queries.pack().sha256
    city.page.set_viewport_size({"width": 390, "height": 844})
    for path in (
        "/office/packs/",
        f"/office/packs/clauses/{STEM}/",
        "/office/packs/drafts/",
        draft,
        f"{draft}clauses/{STEM}/",
        f"{draft}clauses/{STEM}/params/3/",
        f"{draft}clauses/{STEM}/steps/1/",
        f"{draft}clauses/{STEM}/cases/",
        f"{draft}files/{CLAUSE}/",
        "/office/packs/releases/",
        f"/office/packs/compare/?from={sha256}&to=draft-{pk}",
    ):
        answer = city.page.goto(path)

        assert (path, answer.status) == (path, 200)
        assert (path, city.page.evaluate("document.documentElement.scrollWidth")) == (path, 390)
        assert (path, serious(city.page)) == (path, [])
