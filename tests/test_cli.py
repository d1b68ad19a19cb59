"""`egret` exits 0 when all is well, 1 when it found a fault, 2 when it was called wrongly."""

import json
import math

import pytest
from django.db import connection
from tests.desks.office import loop as offices
from tests.journeys import loop, papers
from tests.money import granted
from tests.packs.tallied import written
from tests.packs.xiamen import CITIES, CLAUSE, changed
from tests.rooms.city.test_languages import of_old_days
from tests.rooms.conftest import NOON, owner  # noqa: F401 -- a fixture

from egret.cli import main
from egret.core.chain import standalone
from egret.rooms.city import queries as city
from egret.rooms.people import queries as people
from egret.rooms.subsidy.models import Award
from egret.rooms.trail import actions as trail

pytestmark = pytest.mark.django_db


def told(capsys, *words):
    code = main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_good_pack_is_named_by_its_hash(capsys):
    code, answer = told(capsys, "policy", "check", str(CITIES / "xiamen"))

    assert (code, answer["pack"], len(answer["sha256"]), answer["faults"]) == (0, "xiamen", 64, [])


def test_a_bad_pack_exits_1_with_every_fault(capsys, tmp_path):
    for name, text in changed(CLAUSE, "10万元", "十万元").items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")

    code, answer = told(capsys, "policy", "check", str(tmp_path))

    assert code == 1
    assert [fault for fault in answer["faults"] if CLAUSE in fault and "十万元" in fault]


def test_the_trail_verifies_here_and_alone_against_a_kept_checkpoint(capsys, tmp_path, owner):  # noqa: F811
    owner(1)
    kept = trail.make_checkpoint(at=NOON).text
    owner(2)
    (tmp_path / "kept.txt").write_text(kept)

    code, answer = told(
        capsys, "verify", "--checkpoint", str(tmp_path / "kept.txt"), "--export", str(tmp_path / "acts.jsonl")
    )
    alone = standalone.main([str(tmp_path / "acts.jsonl"), str(tmp_path / "kept.txt")])

    assert (code, answer["faults"], alone) == (0, [], 0)


def test_an_award_whose_documents_come_to_something_else_is_a_fault(capsys, settings, tmp_path, monkeypatch):
    settings.CITIES_DIR = written(tmp_path)
    known = city.InForce(city._read(settings.CITIES_DIR / settings.CITY), math.inf)
    monkeypatch.setattr(city, "_found", known)
    here = loop.offices()
    award = papers.awarded(here, loop.listed(here))
    assert told(capsys, "verify")[0] == 0
    type(award).objects.filter(pk=award.pk).update(facts=award.facts | {papers.FEE: 1})

    code, answer = told(capsys, "verify")

    why = "“诊断费” was ¥0.01; its documents come to ¥30,000.00."
    assert (code, answer["faults"]) == (1, [f"award {award.no} does not compute again: {why}"])


def test_another_history_is_found_against_the_kept_checkpoint(capsys, tmp_path, owner):  # noqa: F811
    owner(1)
    origin, size, sealed, *_rest = trail.make_checkpoint(at=NOON).text.split("\n")
    (tmp_path / "kept.txt").write_text(f"{origin}\n{size}\n{sealed[::-1]}\n")

    code, answer = told(capsys, "verify", "--checkpoint", str(tmp_path / "kept.txt"))

    assert (code, len(answer["faults"])) == (1, 1)


def test_every_award_is_computed_anew_and_what_is_closed_here_is_counted_apart(capsys):
    offices.open_offices()
    right, closed, wrong = offices.awarded_advances(1, 2, 3)
    of_old_days(closed)

    fine = told(capsys, "verify")
    Award.objects.filter(pk=wrong.pk).update(due_fen=wrong.due_fen + 1, delta_fen=wrong.delta_fen + 1)
    faulty = told(capsys, "verify")

    why = fine[1]["awards"]["not_here"][closed.no]
    assert why.startswith("The pack was written in language 0; this Egret reads 1.")
    assert (fine[0], fine[1]["faults"]) == (0, [])
    assert fine[1]["awards"] == {"right": 2, "wrong": 0, "not_here": {closed.no: why}}
    assert (faulty[0], faulty[1]["awards"]) == (1, {"right": 1, "wrong": 1, "not_here": {closed.no: why}})
    assert faulty[1]["faults"] == [
        f"award {wrong.no} does not compute again: Computed anew it comes to other amounts."
    ]
    assert right.no not in str(faulty)


def test_the_books_are_checked_and_made_anew(capsys):
    granted({"central": 5}, by=people.system(), at=NOON)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE treasury_balance SET fen = 6 WHERE state = 'unallocated'")

    codes = [told(capsys, "ledger", what)[0] for what in ("check", "rebuild", "check")]

    assert codes == [1, 0, 0]


def test_the_check_of_the_books_counts_them_and_tells_how_the_shares_stand(capsys):
    granted({"central": 500}, by=people.system(), at=NOON)

    code, answer = told(capsys, "ledger", "check")

    assert (code, answer["postings"], answer["legs"], answer["moved_fen"]) == (0, 1, 2, 500)
    assert answer["months"] == [{"month": "2025-06", "postings": 1, "legs": 2, "moved_fen": 500}]
    assert answer["shares"] == [
        {
            "source": "central", "purpose": "transformation", "at_least": "4/5", "base": "appropriated",
            "base_fen": 500, "others_fen": 0, "most_fen": 100, "room_fen": 100, "warns": False, "broken": False,
        }
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["xlsx", "pdf"])
def test_a_month_end_report_is_a_file_that_meets_the_check(capsys, tmp_path, form):
    granted({"central": 500}, by=people.system(), at=NOON)
    out = tmp_path / f"report.{form}"

    code, answer = told(
        capsys, "report", "month-end", "--period", "2025-06", "--format", form, "--out", str(out)
    )

    _code, checked = told(capsys, "ledger", "check")
    [month] = checked["months"]
    assert (code, answer["closed"], out.stat().st_size > 1000) == (0, False, True)
    assert {name: answer[name] for name in ("postings", "legs", "moved_fen")} == {
        name: month[name] for name in ("postings", "legs", "moved_fen")
    }


@pytest.mark.parametrize("period", ["2025-13", "2024-01", "June", "٢٠٢٥-06"])
def test_a_month_that_the_books_do_not_hold_is_a_wrong_call(capsys, tmp_path, period):
    granted({"central": 500}, by=people.system(), at=NOON)
    out = tmp_path / "report.pdf"

    assert main(["report", "month-end", "--period", period, "--format", "pdf", "--out", str(out)]) == 2
    assert not out.exists()


def test_only_the_demo_has_ready_accounts(capsys):
    assert told(capsys, "accounts") == (1, {"accounts": []})


def test_a_wrong_call_exits_2(capsys, tmp_path):
    assert main(["verify", "--checkpoint", str(tmp_path / "missing.txt")]) == 2
    (tmp_path / "spoilt.txt").write_text("no checkpoint")
    assert main(["verify", "--checkpoint", str(tmp_path / "spoilt.txt")]) == 2
    with pytest.raises(SystemExit) as refused:
        main(["ledger", "burn"])
    assert refused.value.code == 2
