"""The pack desk: every page, everybody's rights, and nothing typed is ever lost."""

import io
import zipfile
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from tests.desks.office import loop
from tests.factories import PackReleaseFactory
from tests.packs.test_bad_packs import FAULTS
from tests.packs.xiamen import CASES, CLAUSE, changed, files

from egret.core.packs.archive import archive
from egret.core.packs.editing import edited, tables
from egret.core.packs.reading import BadPack, read_pack
from egret.core.packs.sheets import sheet_of, written
from egret.desks.office.packs.findings import told
from egret.rooms.city import actions, queries
from egret.rooms.city.actions import Beginning
from egret.rooms.city.models import PackDraft, PackRelease
from egret.rooms.people import actions as people
from egret.rooms.people import queries as known
from egret.rooms.people.states import Role

pytestmark = pytest.mark.django_db
STEM = "08-renovation"
CAP = 3  # 分级上限, the fourth parameter
ELSEWHERE = "350206"
IN_ALL = sum(len(sheet_of(text).rows) for name, text in files().items() if name.startswith("cases/"))


@pytest.fixture
def city():
    return person("author", Role.CITY)


@pytest.fixture
def draft(city):
    return begun(city)


@pytest.fixture
def author(city):
    return signed_in(city)


def person(username, role):
    place = ELSEWHERE if role == Role.DISTRICT else None
    system = known.system()
    return people.open_account(username, role=role, full_name=username, place=place, by=system, at=loop.START)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def begun(by, version="2025.1"):
    return actions.begin(Beginning("提高二级上限", "依据通知", version), by=by, at=loop.START)


def at(name, *args):
    return reverse(f"office:{name}", args=args)


def fresh(draft):
    return PackDraft.objects.get(pk=draft.pk)


def filled(client, address):
    """What the form on a page would send when nobody typed anything."""
    form = client.get(address).context["form"]
    said = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else str(value) for name, value in said.items() if value is not False}


def proposed(draft, by):
    return actions.propose(draft.pk, version=draft.version, by=by, at=loop.START)


PAGES = ["packs", "pack-drafts", "pack-releases", "compare-packs"]


def test_the_clauses_stand_beside_their_documents(author):
    text = author.get(at("packs")).content.decode()

    for part in ("支持试点企业数字化改造", "四（五）8", "2024-01-01", "17", "征求意见稿"):
        assert part in text


def test_a_clause_shows_its_facts_parameters_steps_stages_and_what_is_open(author):
    text = author.get(at("pack-clause", STEM)).content.decode()

    for part in (
        "实际投入",
        "25万元",
        "2024-01-01",
        "取低( 向下取整(合同首付 × 首期比例), 首期上限 )",
        "尾款",
        "由验收时逐项认定",
        "取整",
        "其他必要的数据采集传输设备",
    ):
        assert part in text
    assert author.get(at("pack-clause", "99-nothing")).status_code == 404


@pytest.mark.parametrize(
    ("role", "reads", "edits", "releases"),
    [
        (Role.CITY, True, True, True),
        (Role.FINANCE, True, False, True),
        (Role.DISTRICT, True, False, False),
        (Role.AUDITOR, True, False, False),
        (Role.ASSESSOR, False, False, False),
        (Role.SYSTEM_ADMIN, False, False, False),
    ],
)
def test_every_role_does_what_is_its_own(city, draft, role, reads, edits, releases):
    client = signed_in(person("somebody", role))
    reading = [
        *map(at, PAGES),
        at("pack-clause", STEM),
        at("pack-draft", draft.pk),
        at("draft-clause", draft.pk, STEM),
    ]
    reading.append(at("pack-archive", queries.pack().sha256))
    editing = ["sign-pack", "withdraw-pack", "catch-up-pack", "add-file"]
    forms = [
        *(at(name, draft.pk, STEM, 0) for name in ("edit-param", "check-param", "edit-step", "check-step")),
        *(at(name, draft.pk, STEM) for name in ("edit-cases", "check-cases")),
        *(at(name, draft.pk, CLAUSE) for name in ("edit-file", "check-file", "remove-file")),
        at("begin-pack-draft"),
        *(at(name, draft.pk) for name in editing),
    ]
    release = [at("release-pack", draft.pk), at("give-pack-back", draft.pk)]

    assert {client.get(page).status_code for page in reading} == {200 if reads else 403}
    assert (403 in {client.post(page).status_code for page in forms}) is not edits
    assert {client.post(page).status_code for page in release} == {422 if releases else 403}
    assert fresh(draft).files == draft.files


def test_a_visitor_is_led_to_sign_in(draft):
    for page in (*map(at, PAGES), at("edit-cases", draft.pk, STEM)):
        assert Client().get(page).status_code == 302


def test_a_draft_is_begun_from_the_pack_in_force(author):
    answer = author.post(
        at("begin-pack-draft"), {"base": "", "title": "甲", "why": "乙", "version": "2025.1"}
    )

    draft = PackDraft.objects.get()
    assert answer.url == at("pack-draft", draft.pk)
    assert tables(draft.files["pack.toml"])["pack"]["version"] == "2025.1"
    assert author.get(answer.url).context["findings"] == []


def test_a_draft_refused_keeps_what_was_typed(author):
    answer = author.post(at("begin-pack-draft"), {"title": "甲", "why": "长长的理由", "version": "2024.1"})

    assert answer.status_code == 422
    assert "长长的理由" in answer.content.decode()
    assert not PackDraft.objects.exists()


def test_a_cap_is_changed_in_its_line_alone(author, draft):
    address = at("edit-param", draft.pk, STEM, CAP)
    said = filled(author, address)
    field = next(name for name, value in said.items() if name.startswith("v0") and value == "25万元")

    answer = author.post(address, {**said, field: "26万元"})

    assert answer.url == at("draft-clause", draft.pk, STEM)
    text = fresh(draft).files[CLAUSE]
    assert text == files()[CLAUSE].replace('"二级" = "25万元"', '"二级" = "26万元"')
    assert author.get(at("pack-draft", draft.pk)).context["comparison"].params[0].after == "26万元"


def test_nothing_changed_is_nothing_kept(author, draft):
    for address in (at("edit-param", draft.pk, STEM, CAP), at("edit-step", draft.pk, STEM, 1)):
        assert author.post(address, filled(author, address)).status_code == 302

    assert fresh(draft).version == draft.version


@pytest.mark.parametrize("name", sorted(name for name in files() if name.startswith("clauses/")))
def test_every_parameter_and_step_of_every_clause_has_its_form(author, draft, name):
    stem, top = name.removeprefix("clauses/").removesuffix(".toml"), tables(files()[name])
    for kind, rows in (("param", top.get("param", [])), ("step", top["step"])):
        for place in range(len(rows)):
            address = at(f"edit-{kind}", draft.pk, stem, place)
            assert author.post(address, filled(author, address)).status_code == 302

    assert fresh(draft).version == draft.version


@pytest.mark.parametrize("name", sorted(name for name in files() if name.startswith("clauses/")))
def test_every_parameter_carries_its_shape_into_a_later_day(author, draft, name):
    stem, before = name.removeprefix("clauses/").removesuffix(".toml"), tables(files()[name])
    for place in range(len(before.get("param", []))):
        address = at("edit-param", draft.pk, stem, place)
        author.post(address, {**filled(author, address), "add-from": "2030-01-01"})

    after = tables(fresh(draft).files[name])
    for was, now in zip(before.get("param", []), after.get("param", []), strict=True):
        last = was["values"][-1]
        assert now["values"] == [*was["values"], last | {"from": date(2030, 1, 1)}]


def test_a_dated_value_is_added_below_the_others(author, draft):
    address = at("edit-param", draft.pk, STEM, 0)
    said = filled(author, address)
    value = next(name for name in said if name.startswith("add") and said[name] == "40%")
    source = next(name for name in said if name.startswith("add") and said[name] == "四（五）8")

    author.post(address, {**said, "add-from": "2025-01-01", value: "35%", source: "通知"})

    versions = tables(fresh(draft).files[CLAUSE])["param"][0]["values"]
    assert [(str(v["from"]), v["value"], v["source"]) for v in versions] == [
        ("2024-01-01", "40%", "四（五）8"),
        ("2025-01-01", "35%", "通知"),
    ]


def test_a_table_is_carried_into_its_next_dated_value(author, draft):
    address = at("edit-param", draft.pk, STEM, CAP)

    author.post(address, {**filled(author, address), "add-from": "2025-01-01"})

    first, second = tables(fresh(draft).files[CLAUSE])["param"][CAP]["values"]
    assert second == first | {"from": second["from"]}


def test_a_word_that_the_table_left_out_can_be_given_a_value(author, draft):
    address = at("edit-param", draft.pk, STEM, CAP)
    form = author.get(address).context["form"]
    field = next(name for name, one in form.fields.items() if one.label == "一级" and name.startswith("v0"))

    author.post(address, {**filled(author, address), field: "1万元"})

    assert tables(fresh(draft).files[CLAUSE])["param"][CAP]["values"][0]["value"]["一级"] == "1万元"


def test_a_parameter_is_ended_by_a_tick(author, draft):
    address = at("edit-param", draft.pk, STEM, 0)

    author.post(address, {**filled(author, address), "add-from": "2025-07-01", "add-ends": "on"})

    assert tables(fresh(draft).files[CLAUSE])["param"][0]["values"][-1]["value"] == "停止"


def test_a_new_value_without_its_day_is_asked_for_it(author, draft):
    address = at("edit-param", draft.pk, STEM, 0)
    said = filled(author, address)
    value = next(name for name in said if name.startswith("add") and said[name] == "40%")

    answer = author.post(address, {**said, value: "35%"})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["add-from"])
    assert "35%" in answer.content.decode()


def test_a_check_tells_the_findings_and_keeps_nothing(author, draft):
    said = filled(author, at("edit-param", draft.pk, STEM, CAP))
    field = next(name for name, value in said.items() if name.startswith("v0") and value == "25万元")
    address = at("check-param", draft.pk, STEM, CAP)

    bad = author.post(address, {**said, field: "26万元"})
    worse = author.post(address, {**said, field: "二十六万"})
    good = author.post(address, said)

    assert {finding.file for finding in bad.context["findings"]} == {CASES}
    assert [finding.file for finding in worse.context["findings"]] == [CLAUSE]
    assert (good.status_code, good.context["findings"], good.context["cases"]) == (200, [], IN_ALL)
    assert fresh(draft).version == draft.version


def test_a_form_half_filled_says_so_while_typing(author, draft):
    said = filled(author, at("edit-param", draft.pk, STEM, 0))
    day = next(name for name, value in said.items() if name.startswith("v0") and value == "2024-01-01")

    answer = author.post(at("check-param", draft.pk, STEM, 0), {**said, day: "2024-13-01"})

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [day])


def test_a_formula_is_changed_and_checked(author, draft):
    address = at("edit-step", draft.pk, STEM, 1)
    said = filled(author, address)
    field = next(name for name, value in said.items() if value.startswith("取低"))

    checked = author.post(at("check-step", draft.pk, STEM, 1), {**said, field: "取低(实际投入, 1元)"})
    author.post(address, {**said, field: "取低( 向上取整(实际投入 × 核定比例), 分级上限[改造后水平] )"})

    assert checked.context["findings"]
    assert "向上取整(实际投入" in fresh(draft).files[CLAUSE]


def test_a_requirement_emptied_is_taken_out(author, draft):
    address = at("edit-step", draft.pk, STEM, 1)
    said = filled(author, address)
    field = next(name for name, value in said.items() if value.startswith("核定比例 ≤"))

    author.post(address, {**said, field: ""})

    assert "require" not in tables(fresh(draft).files[CLAUSE])["step"][1]


def sheet_said(draft, **changed):
    sheet = sheet_of(draft.files[CASES])
    cells = {f"cell-{r}-{c}": cell for r, row in enumerate(sheet.rows) for c, cell in enumerate(row)}
    return {**cells, "rows": len(sheet.rows), "version": draft.version, "do": "keep", **changed}


def test_a_sheet_kept_as_it_was_is_the_same_bytes(author, draft):
    author.post(at("edit-cases", draft.pk, STEM), sheet_said(draft))

    assert fresh(draft).version == draft.version


def test_a_case_is_changed_added_and_taken_out(author, draft):
    address = at("edit-cases", draft.pk, STEM)
    added = author.post(address, sheet_said(draft, do="add"))
    assert (added.status_code, len(added.context["rows"])) == (200, 18)
    dropped = author.post(address, sheet_said(draft, do="drop-0"))
    assert len(dropped.context["rows"]) == 16
    assert fresh(draft).version == draft.version

    author.post(address, sheet_said(draft, **{"cell-0-0": "换一个名字"}))

    sheet = sheet_of(fresh(draft).files[CASES])
    assert (sheet.rows[0][0], sheet.rows[1:]) == ("换一个名字", sheet_of(files()[CASES]).rows[1:])
    assert fresh(draft).files[CASES] == written(sheet)


def test_a_failing_case_is_marked_in_its_cell(author, draft):
    sheet = sheet_of(draft.files[CASES])
    column = sheet.columns.index("应补金额")
    said = sheet_said(draft, **{f"cell-5-{column}": "1.00", "do": "add"})

    answer = author.post(at("edit-cases", draft.pk, STEM), said)
    checked = author.post(at("check-cases", draft.pk, STEM), said | {"do": ""})

    marked = [
        (place, name)
        for place, cells in answer.context["rows"]
        for name, _at, _text, wrong, _size in cells
        if wrong
    ]
    assert (5, "应补金额") in marked
    assert any("1.00" in finding.wrong for finding in checked.context["findings"])


def test_a_sheet_typed_on_a_stale_page_stays_on_screen(author, city, draft):
    actions.edit(
        draft.pk, {"city.toml": "# 改\n" + draft.files["city.toml"]}, version=1, by=city, at=loop.START
    )

    answer = author.post(at("edit-cases", draft.pk, STEM), sheet_said(draft, **{"cell-0-0": "我的算例"}))

    assert answer.status_code == 422
    assert "我的算例" in answer.content.decode()


def test_a_sheet_larger_than_a_thousand_cells_is_taken(author, city, draft):
    sheet = sheet_of(draft.files[CASES])
    large = written(type(sheet)(sheet.columns, sheet.rows * 8))
    draft = actions.edit(draft.pk, {CASES: large}, version=1, by=city, at=loop.START)

    answer = author.post(at("edit-cases", draft.pk, STEM), sheet_said(draft, **{"cell-0-0": "第一例"}))

    assert answer.status_code == 302
    assert len(sheet_of(fresh(draft).files[CASES]).rows) == 17 * 8


def test_a_file_is_edited_as_text_with_the_same_check(author, draft):
    address = at("edit-file", draft.pk, "city.toml")
    said = filled(author, address)
    broken = said["text"].replace("[city]", "[city", 1)

    checked = author.post(at("check-file", draft.pk, "city.toml"), {**said, "text": broken})
    author.post(address, {**said, "text": "# 市\r\n" + said["text"].replace("\n", "\r\n")})

    assert {finding.file for finding in checked.context["findings"]} == {"city.toml"}
    assert fresh(draft).files["city.toml"] == "# 市\n" + files()["city.toml"]


def test_a_draft_with_findings_is_kept_and_its_signing_refused(author, draft):
    address = at("edit-file", draft.pk, CLAUSE)
    author.post(address, {**filled(author, address), "text": "[clause"})
    after = fresh(draft)

    signing = author.post(at("sign-pack", draft.pk), {"version": after.version})

    assert (after.files[CLAUSE], signing.status_code) == ("[clause", 422)
    assert author.get(at("draft-clause", draft.pk, STEM)).context["broken"]
    assert author.get(at("edit-param", draft.pk, STEM, 0)).url == at("edit-file", draft.pk, CLAUSE)


def test_a_text_typed_on_a_stale_page_stays_on_screen(author, city, draft):
    said = filled(author, at("edit-file", draft.pk, "city.toml"))
    actions.edit(
        draft.pk, {"city.toml": "# 改\n" + draft.files["city.toml"]}, version=1, by=city, at=loop.START
    )

    for address, typed in (
        (at("edit-file", draft.pk, "city.toml"), {**said, "text": "# 我写的"}),
        (
            at("edit-param", draft.pk, STEM, 0),
            {**filled(author, at("edit-param", draft.pk, STEM, 0)), "version": 1, "v0-1": "39.9%"},
        ),
    ):
        answer = author.post(address, typed)
        assert answer.status_code == 422
        assert next(iter({"# 我写的", "39.9%"} & set(typed.values()))) in answer.content.decode()


def test_a_file_is_added_and_taken_out(author, draft):
    there = author.post(at("add-file", draft.pk), {"name": "cases/09-x.csv", "version": 1})
    assert there.url == at("edit-file", draft.pk, "cases/09-x.csv")
    author.post(there.url, {"version": 1, "text": "情形"})
    assert fresh(draft).files["cases/09-x.csv"] == "\ufeff情形"

    author.post(at("remove-file", draft.pk, "cases/09-x.csv"), {"version": 2})

    assert fresh(draft).files == draft.files


@pytest.mark.parametrize("name", ["../settings.py", "x", ""])
def test_a_file_of_another_kind_is_not_begun(author, draft, name):
    assert author.post(at("add-file", draft.pk), {"name": name, "version": 1}).url == at(
        "pack-draft", draft.pk
    )


def test_another_officer_reads_a_draft_but_its_forms_are_closed(draft):
    other = signed_in(person("other", Role.CITY))
    address = at("edit-file", draft.pk, "city.toml")

    assert other.get(address).url == at("pack-draft", draft.pk)
    assert other.post(address, {"version": 1, "text": "x"}).status_code == 422
    assert "edit-param" not in other.get(at("draft-clause", draft.pk, STEM)).content.decode()
    assert fresh(draft).files == draft.files


def test_two_officers_sign_and_release(author, city, draft):
    second = signed_in(person("second", Role.FINANCE))
    assert author.post(at("sign-pack", draft.pk), {"version": 1}).status_code == 302
    own = author.post(at("release-pack", draft.pk), {"version": 2})
    assert own.status_code == 422

    answer = second.post(at("release-pack", draft.pk), {"version": 2})

    made = PackRelease.objects.get(version="2025.1")
    assert (answer.url, queries.pack().sha256) == (at("pack-draft", draft.pk), made.sha256)
    text = second.get(at("pack-releases")).content.decode()
    for part in (made.sha256, "author", "second", "2024.1"):
        assert part in text
    assert second.get(at("pack-draft", draft.pk)).status_code == 200


def test_a_signed_draft_comes_back_with_a_reason(author, city, draft):
    second = signed_in(person("second", Role.CITY))
    proposed(draft, city)

    refused = second.post(at("give-pack-back", draft.pk), {"version": 2, "reason": ""})
    second.post(at("give-pack-back", draft.pk), {"version": 2, "reason": "请补文号"})

    assert refused.status_code == 422
    assert "请补文号" in author.get(at("pack-draft", draft.pk)).content.decode()


def test_what_waits_stands_on_the_desk_of_who_may_release(author, city, draft):
    second = signed_in(person("second", Role.FINANCE))
    proposed(draft, city)

    piles = second.get(reverse("office:home")).context["piles"]

    assert [pile.tasks[0].url for pile in piles] == [at("pack-draft", draft.pk)]
    assert author.get(reverse("office:home")).context["piles"] == []


def test_a_release_is_downloaded_as_the_bytes_of_its_files(author, city):
    begun(city)
    sha256 = queries.pack().sha256

    answer = author.get(at("pack-archive", sha256))

    assert answer.content == archive(files())
    assert answer.headers["Content-Disposition"] == f'attachment; filename="xiamen-{sha256[:12]}.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as whole:
        assert set(whole.namelist()) == set(files())
    assert author.get(at("pack-archive", "0" * 64)).status_code == 404


def test_two_packs_stand_side_by_side(author, city, draft):
    text = edited(draft.files[CLAUSE], {("param", CAP, "values", 0, "value", "二级"): "26万元"})
    actions.edit(draft.pk, {CLAUSE: text}, version=1, by=city, at=loop.START)

    told = author.get(at("compare-packs"), {"from": queries.pack().sha256, "to": f"draft-{draft.pk}"})

    assert [(one.before, one.after) for one in told.context["comparison"].params] == [("25万元", "26万元")]
    assert [lines.file for lines in told.context["comparison"].texts] == [CLAUSE, "pack.toml"]


@pytest.mark.parametrize("what", ["draft-x", "draft-99999999999999999999", "draft-9999", "x", "draft-"])
def test_what_can_not_be_compared_is_not_found(author, city, draft, what):
    assert author.get(at("compare-packs"), {"from": queries.pack().sha256, "to": what}).status_code == 404


@pytest.mark.parametrize("query", ["state=no-such", "after=x", "after=99999999999999999999", "after=-1"])
def test_a_list_bears_whatever_is_asked_of_it(author, draft, query):
    for page in ("pack-drafts", "pack-releases"):
        assert author.get(f"{at(page)}?{query}").status_code == 200


@pytest.mark.parametrize("page", ["pack-drafts", "pack-releases", "compare-packs"])
def test_a_list_asks_as_often_for_three_rows_as_for_one(author, city, page):
    begun(city)
    author.get(at(page))
    with CaptureQueriesContext(connection) as one:
        author.get(at(page))
    for number in (2, 3):
        begun(city, f"2025.{number}")
        PackReleaseFactory(version=f"2020.{number}")

    with CaptureQueriesContext(connection) as three:
        author.get(at(page))

    assert len(one) == len(three) <= 6


def test_the_clauses_cost_no_more_than_the_files(author, django_assert_num_queries):
    author.get(at("packs"))

    with django_assert_num_queries(3):
        author.get(at("packs"))


@pytest.mark.parametrize("address", ["params/99", "steps/99"])
def test_what_the_file_does_not_hold_is_not_found(author, draft, address):
    there = f"{at('draft-clause', draft.pk, STEM)}{address}/"

    assert author.get(there).status_code == 404
    assert author.get(at("check-param", draft.pk, STEM, 0)).status_code == 404


def test_findings_are_told_in_the_language_of_the_reader(author, draft):
    address = at("check-file", draft.pk, CASES)
    said = {"version": 1, "text": draft.files[CASES].replace(",250000.00\n", ",250000.01\n")}

    chinese = author.post(address, said).context["findings"][0]
    english = author.post(address, said, headers={"accept-language": "en"}).context["findings"][0]

    assert (chinese.key.split()[0], chinese.wrong) == ("第", "算得 250,000.00，与预期 250,000.01 不符")
    assert english.wrong == "computes to 250,000.00, not 250,000.01"


@pytest.mark.parametrize(("file", "old", "new"), [fault[:3] for fault in FAULTS], ids=[f[-1] for f in FAULTS])
def test_what_is_found_in_a_planted_fault_is_told_in_chinese(file, old, new):
    with pytest.raises(BadPack) as refused:
        read_pack(changed(file, old, new))

    with override("zh-hans"):
        said = told(refused.value.findings)

    for found, one in zip(refused.value.findings, said, strict=True):
        assert found.wrong != one.wrong
        assert found.cure != one.cure
