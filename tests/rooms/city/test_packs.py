"""A pack in work, four eyes, and what is in force afterwards."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from math import inf

import pytest
from django.db import IntegrityError, connection, transaction
from tests.desks.office import loop
from tests.factories import PackDraftFactory, PackReleaseFactory, UserFactory
from tests.packs.xiamen import CASES, CLAUSE, files
from tests.rooms.conftest import NOON

from egret.core.packs.editing import edited
from egret.core.packs.reading import pack_hash
from egret.core.packs.sheets import BOM
from egret.rooms.city import actions, checks, queries
from egret.rooms.city.actions import Beginning
from egret.rooms.city.errors import PackRefused
from egret.rooms.city.models import PackDraft, PackRelease
from egret.rooms.people.states import Role
from egret.rooms.subsidy import queries as awarded
from egret.rooms.trail import queries as trail

CAP = ("param", 3, "values", 0, "value", "二级")
SAID = Beginning("提高二级上限", "依据通知", "2025.1")
VERBS = ["pack.drafted", "pack.edited", "pack.proposed", "pack.released"]


@pytest.fixture
def author(officer):
    return officer(Role.CITY, username="author")


@pytest.fixture
def second(officer):
    return officer(Role.CITY, username="second")


def at(hours):
    return NOON + timedelta(hours=hours)


def raised(text="26万元"):
    """The two files of a pack whose cap at level 2 is another, with the case that hangs on it mended."""
    clause = edited(files()[CLAUSE], {CAP: text})
    return {CLAUSE: clause, CASES: files()[CASES].replace(",250000.00\n", ",260000.00\n")}


def begun(by, version="2025.1", base=""):
    return actions.begin(Beginning("提高二级上限", "依据通知", version, base), by=by, at=NOON)


def signed(by, version="2025.1", texts=None):
    draft = begun(by, version)
    draft = actions.edit(draft.pk, raised_whole() if texts is None else texts, version=1, by=by, at=at(1))
    return actions.propose(draft.pk, version=draft.version, by=by, at=at(2))


def raised_whole():
    text = raised()
    rows = text[CASES].replace(
        "二级恰到上限,是,2024-05-06,,是,625000.00,二级,40%,,260000.00",
        "二级恰到上限,是,2024-05-06,,是,650000.00,二级,40%,,260000.00",
    )
    return {**text, CASES: rows}


def released(author, second, version="2025.1", texts=None):
    draft = signed(author, version, texts)
    return actions.release(draft.pk, version=draft.version, by=second, at=at(3))


def test_a_draft_is_begun_changed_signed_and_released(author, second):
    made = released(author, second)

    draft = PackDraft.objects.get()
    assert (draft.state, draft.release_id, draft.signed_sha) == ("released", made.sha256, made.sha256)
    assert made.sha256 == pack_hash(draft.files)
    assert (draft.signed_by, draft.released_by, made.released_by) == (author, second, second)
    acts = [act for act in trail.acts() if act.verb in VERBS and act.subject.startswith("pack_draft")]
    assert [act.verb for act in acts] == VERBS
    assert {act.case for act in acts} == {"pack:xiamen"}
    assert acts[2].body["signed_by"] == "author"
    assert acts[2].body["sha256"] == acts[3].body["sha256"] == made.sha256
    assert set(acts[1].body["files"]) == {CLAUSE, CASES}


def test_what_is_released_is_in_force_at_once(author, second):
    folder = queries.pack().sha256

    made = released(author, second)

    assert queries.pack().sha256 == queries.sha_in_force() == made.sha256
    assert queries.pack_of(folder).version == "2024.1"
    assert queries.files_in_force() == made.files


def test_another_process_sees_a_release_when_its_second_is_over(author, second, monkeypatch, settings):
    folder = queries.InForce(queries.pack(), asked=0.0)
    made = released(author, second)
    monkeypatch.setattr(queries, "_found", folder)
    monkeypatch.setattr(queries, "monotonic", lambda: 0.9)
    assert queries.pack().sha256 == folder.pack.sha256

    monkeypatch.setattr(queries, "monotonic", lambda: 1.0)

    assert queries.pack().sha256 == made.sha256


def test_the_pack_in_force_is_asked_for_once_a_second(db, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(queries, "_found", None)
    now = 5.0
    monkeypatch.setattr(queries, "monotonic", lambda: now)

    with django_assert_num_queries(1):
        for _ in range(3):
            queries.pack()
    now = 6.5
    with django_assert_num_queries(1):
        for _ in range(3):
            queries.pack()


def test_a_page_rests_on_one_pack_though_another_is_released_meanwhile(author, second, monkeypatch):
    made = signed(author)
    with queries.held():
        before = queries.pack()
        # What another thread's request leaves behind after releasing.
        monkeypatch.setattr(queries, "_found", queries.InForce(checks.check_whole(made.files), inf))

        assert queries.pack() is before
    assert queries.pack().sha256 == made.signed_sha


def test_who_signed_may_not_release(author):
    draft = signed(author)

    with pytest.raises(PackRefused):
        actions.release(draft.pk, version=draft.version, by=author, at=at(3))

    assert PackRelease.objects.filter(version="2025.1").count() == 0


def test_the_data_base_lets_nobody_release_what_he_signed(author):
    draft = signed(author)
    made = PackReleaseFactory(sha256=draft.signed_sha)

    with pytest.raises(IntegrityError), transaction.atomic():
        PackDraft.objects.filter(pk=draft.pk).update(
            state="released", release=made, released_at=at(3), released_by=author
        )


def test_the_data_base_releases_only_what_was_signed(author, second):
    draft, other = signed(author), PackReleaseFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        PackDraft.objects.filter(pk=draft.pk).update(
            state="released", release=other, released_at=at(3), released_by=second
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "proposed"},
        {"state": "released"},
        {"signed_sha": "0" * 64},
        {"edited_at": NOON},
        {"closed_at": NOON},
        {"state": "lost"},
    ],
    ids=str,
)
def test_a_draft_half_told_is_refused(db, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        PackDraftFactory(**wrong)


def test_only_its_author_signs_or_changes(db):
    author, other = UserFactory(), UserFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        PackDraftFactory(drafted_by=author, edited_by=other, edited_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        PackDraftFactory(drafted_by=author, signed_by=other, signed_at=NOON, signed_sha="0" * 64)


def test_another_officer_neither_changes_nor_signs_nor_withdraws(author, second):
    draft = begun(author)

    for step in (
        lambda: actions.edit(draft.pk, {}, version=1, by=second, at=at(1)),
        lambda: actions.propose(draft.pk, version=1, by=second, at=at(1)),
        lambda: actions.withdraw(draft.pk, version=1, by=second, at=at(1)),
        lambda: actions.catch_up(draft.pk, version=1, by=second, at=at(1)),
    ):
        with pytest.raises(PackRefused):
            step()


def test_a_stale_page_is_refused(author):
    draft = begun(author)
    actions.edit(draft.pk, raised(), version=1, by=author, at=at(1))

    with pytest.raises(PackRefused):
        actions.edit(draft.pk, {CLAUSE: "x"}, version=1, by=author, at=at(1))
    with pytest.raises(PackRefused):
        actions.propose(draft.pk, version=1, by=author, at=at(2))


def test_an_edit_that_changes_nothing_is_no_act(author):
    draft = begun(author)
    size = trail.size()
    same = draft.files[CLAUSE].replace("\n", "\r\n")

    after = actions.edit(draft.pk, {CLAUSE: same}, version=1, by=author, at=at(1))

    assert (after.version, trail.size()) == (1, size)


def test_a_draft_with_findings_is_kept_but_not_signed(author):
    draft = begun(author)

    draft = actions.edit(draft.pk, raised(), version=1, by=author, at=at(1))
    with pytest.raises(PackRefused) as refused:
        actions.propose(draft.pk, version=draft.version, by=author, at=at(2))

    assert [(f.file, f.key) for f in refused.value.findings] == [
        (CASES, "row 8 二级恰到上限 · 应补金额"),
    ]
    assert PackDraft.objects.get().state == "draft"


def test_a_file_is_added_and_taken_out(author):
    draft = begun(author)

    draft = actions.edit(draft.pk, {"cases/09-x.csv": "情形\r\n甲\r\n"}, version=1, by=author, at=at(1))
    assert draft.files["cases/09-x.csv"] == BOM + "情形\n甲\n"
    draft = actions.edit(draft.pk, {"cases/09-x.csv": None}, version=2, by=author, at=at(1))

    assert "cases/09-x.csv" not in draft.files


@pytest.mark.parametrize(
    "name", ["../x.toml", "/x.toml", "x.py", "a/b/c.toml", "x.toml\n", "", "clauses/ .toml"]
)
def test_a_file_of_another_kind_is_refused(author, name):
    draft = begun(author)

    with pytest.raises(PackRefused):
        actions.edit(draft.pk, {name: "x"}, version=1, by=author, at=at(1))


def test_a_signed_draft_is_changed_no_more_until_it_comes_back(author, second):
    draft = signed(author)
    with pytest.raises(PackRefused):
        actions.edit(draft.pk, raised("27万元"), version=draft.version, by=author, at=at(3))

    with pytest.raises(PackRefused):
        actions.give_back(draft.pk, reason="不妥", version=draft.version, by=author, at=at(3))
    draft = actions.give_back(draft.pk, reason="请核对通知文号", version=draft.version, by=second, at=at(3))

    assert (draft.state, draft.signed_sha, draft.reason) == ("returned", None, "请核对通知文号")
    actions.edit(draft.pk, raised("27万元"), version=draft.version, by=author, at=at(4))


def test_a_withdrawn_draft_is_closed(author):
    draft = begun(author)

    draft = actions.withdraw(draft.pk, version=1, by=author, at=at(1))

    assert (draft.state, draft.closed_by) == ("withdrawn", author)
    with pytest.raises(PackRefused):
        actions.propose(draft.pk, version=draft.version, by=author, at=at(1))


@pytest.mark.parametrize("version", ["2024.1", "x" * 21])
def test_a_release_has_a_short_version_of_its_own(author, version):
    with pytest.raises(PackRefused) as refused:
        begun(author, version)

    assert refused.value.field == "version"


def test_a_version_released_meanwhile_is_refused_at_signing(author, second):
    draft = begun(author)
    PackReleaseFactory(version="2025.1")

    with pytest.raises(PackRefused, match=r"2025\.1"):
        actions.propose(draft.pk, version=1, by=author, at=at(1))


def test_a_release_undoes_no_other_unseen(author, second):
    mine = begun(author, "2025.2")
    city = edited(mine.files["city.toml"], {("district", 0, "name_en"): "Jimei District"})
    mine = actions.edit(mine.pk, {"city.toml": city}, version=1, by=author, at=at(1))
    theirs = released(author, second, "2025.1")
    with pytest.raises(PackRefused):
        actions.propose(mine.pk, version=mine.version, by=author, at=at(4))

    both = actions.catch_up(mine.pk, version=mine.version, by=author, at=at(4))

    assert both == ("pack.toml",)
    mine = PackDraft.objects.get(pk=mine.pk)
    assert mine.files == {**theirs.files, "city.toml": city, "pack.toml": mine.files["pack.toml"]}
    mine = actions.propose(mine.pk, version=mine.version, by=author, at=at(5))
    assert actions.release(mine.pk, version=mine.version, by=second, at=at(6)).version == "2025.2"


def test_an_earlier_release_can_be_gone_back_to(author, second):
    folder = queries.pack().sha256
    released(author, second)

    draft = begun(author, "2025.2", base=folder)
    draft = actions.propose(draft.pk, version=1, by=author, at=at(4))
    actions.release(draft.pk, version=draft.version, by=second, at=at(5))

    assert (queries.pack().version, queries.pack().clauses) == ("2025.2", queries.pack_of(folder).clauses)


def test_a_draft_that_would_lose_a_district_is_found_out(author):
    text = files()["city.toml"].replace('code = "350203"', 'code = "350204"')

    found, findings = checks.read({**files(), "city.toml": text})

    assert found
    assert [(f.file, f.key) for f in findings] == [("city.toml", "district 350203")]


def test_what_the_reader_does_not_expect_is_told_as_a_finding(monkeypatch):
    def broken(_files):
        raise KeyError("8")

    monkeypatch.setattr(checks, "read_pack", broken)

    assert [f.wrong for f in checks.read({"no": "such"})[1]] == ["can't be read: KeyError '8'"]


def test_an_award_of_before_a_release_computes_again_after_it(db, officer):
    loop.open_offices()
    [award] = loop.awarded_advances(1)
    author, second = officer(Role.CITY, username="author"), officer(Role.CITY, username="second")

    made = released(author, second)

    assert award.pack_sha != made.sha256 == queries.pack().sha256
    assert awarded.proof_of(award).holds
    assert awarded.clause_of(award).params != awarded.clause_for(award.contract).params


def test_a_release_is_never_changed(author, second):
    made = released(author, second)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        PackRelease.objects.filter(pk=made.pk).update(version="x")


def test_everybody_who_may_see_packs_sees_drafts(author, officer):
    begun(author)

    seen = {
        role: queries.visible_to(officer(role, "350206" if role == Role.DISTRICT else None)).count()
        for role in (Role.DISTRICT, Role.CITY, Role.FINANCE, Role.AUDITOR, Role.ASSESSOR)
    }

    assert seen == {Role.DISTRICT: 1, Role.CITY: 1, Role.FINANCE: 1, Role.AUDITOR: 1, Role.ASSESSOR: 0}


def test_a_signed_draft_waits_for_everybody_but_its_author(author, second, officer):
    draft = signed(author)
    people = [author, second, officer(Role.FINANCE), officer(Role.AUDITOR)]

    assert [draft in queries.to_release(one) for one in people] == [False, True, True, False]
    assert [queries.may_release(draft, one) for one in people] == [False, True, True, False]


@pytest.mark.django_db(transaction=True)
def test_of_two_packs_released_at_the_same_moment_one_stays_out(officer):
    authors = [officer(Role.CITY, username=f"author{n}") for n in (1, 2)]
    second = officer(Role.FINANCE, username="second")
    drafts = [signed(by, f"2025.{n}") for n, by in enumerate(authors, 1)]

    def let_go(draft):
        try:
            return actions.release(draft.pk, version=draft.version, by=second, at=at(3)).version
        except PackRefused:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = [version for version in pool.map(let_go, drafts) if version]

    assert len(done) == 1
    assert PackDraft.objects.filter(state="released").count() == 1
    assert queries.sha_in_force() == PackRelease.objects.get(version=done[0]).sha256
