"""`egret share` and `egret policy share`: the same parts as the desk's, nothing written, 0, 1 and 2."""

import csv
import json
from datetime import date

import numpy as np
import pytest
from django.db import DatabaseError, transaction
from tests.journeys import sharing
from tests.packs.xiamen import CITIES

from egret.base import clock
from egret.cli import main
from egret.core.policy.budget import Wanted, shared
from egret.rooms.city import queries as city
from egret.rooms.subsidy.models import Award, BudgetShare, SharePart
from egret.rooms.trail import queries as trail

pytestmark = pytest.mark.django_db
EXAMPLE = str(CITIES / "example")
WANTS = """key,on,order,fen,rank
a,2024-05-06,1,100000000,3
b,2024-05-06,2,500000000,1
c,2024-05-04,3,400000000,2
"""


@pytest.fixture
def here(settings, tmp_path, monkeypatch):
    sharing.put_in_force(settings, tmp_path, monkeypatch)
    made = sharing.offices()
    made.firms = sharing.listed(made, 2)
    with clock.frozen(sharing.PROPOSED):
        yield made


@pytest.fixture
def wants(tmp_path):
    def kept(text=WANTS):
        (tmp_path / "wants.csv").write_text(text, "utf-8")
        return str(tmp_path / "wants.csv")

    return kept


def told(capsys, *words):
    code = main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_the_living_city_s_line_is_shown_as_the_desk_shows_it_and_nothing_is_written(capsys, here):
    for firm, yuan in zip(here.firms, (1_500_000, 2_000_000), strict=True):
        sharing.equipment(here, firm, yuan)
    before = trail.size()

    code, answer = told(capsys, "share", "equipment")

    assert code == 0
    assert [(row["place"], row["want_fen"], row["part_fen"]) for row in answer["parts"]] == [
        (1, 12_000_000, 6_000_000),
        (2, 8_000_000, 4_000_000),
    ]
    assert answer["digest"] == sharing.table("equipment").digest
    assert (trail.size(), BudgetShare.objects.count(), Award.objects.count()) == (before, 0, 0)


def test_on_an_earlier_day_only_what_was_approved_by_then_waits(capsys, here):
    sharing.equipment(here, here.firms[0], 1_500_000)

    counts = [
        told(capsys, "share", "equipment", "--on", day)[1]["claims"] for day in ("2024-04-14", "2024-04-15")
    ]

    assert counts == [0, 1]


def test_it_is_told_in_both_languages(capsys, here):
    sharing.equipment(here, here.firms[0], 1_500_000)

    main(["share", "equipment"])
    main(["share", "equipment", "--language", "en"])

    chinese, _row, english, _same = capsys.readouterr().out.splitlines()
    assert chinese == "设备（按比例）：1 项申领合计应补 80,000.00，可分配 100,000.00，分得合计 80,000.00"
    assert english == (
        "Equipment (pro rata): 1 claims, 80,000.00 asked, 100,000.00 to share, 80,000.00 in parts"
    )


def test_a_line_that_is_not_shared_is_a_wrong_call(capsys, here):
    assert main(["share", "renovation"]) == 2
    assert "it shares score, equipment, others" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "left", "parts"),
    [
        ("score", [], [0, 500_000_000, 300_000_000]),
        ("equipment", ["--left", "1000.00"], [10_000, 50_000, 40_000]),
        ("renovation", ["--left", "6000000"], [100_000_000, 100_000_000, 400_000_000]),
        ("vouchers", ["--left", "4500000"], [0, 0, 400_000_000]),
    ],
)
def test_a_file_of_wants_is_shared_as_the_line_says(capsys, wants, line, left, parts):
    code, answer = told(capsys, "policy", "share", EXAMPLE, line, wants(), *left)

    assert (code, [row["part_fen"] for row in answer["parts"]]) == (0, parts)
    assert answer["parts_fen"] == sum(parts)


def test_the_order_of_the_file_says_nothing_and_many_wants_are_shared_to_the_fen(capsys, wants, tmp_path):
    draw = np.random.default_rng(5)
    rows = [(f"k{at}", "2024-05-06", at, int(fen)) for at, fen in enumerate(draw.integers(0, 10**9, 5000))]
    draw.shuffle(rows)
    text = "key,on,order,fen\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)

    code, answer = told(
        capsys, "policy", "share", EXAMPLE, "equipment", wants(text), "--out", str(tmp_path / "out.csv")
    )

    with (tmp_path / "out.csv").open(encoding="utf-8-sig") as file:
        found = {row["key"]: int(row["part_fen"]) for row in csv.DictReader(file)}
    line = next(one for one in city._read(CITIES / "example").budget if one.id == "equipment")
    single = shared(
        line, [Wanted(key, date(2024, 5, 6), int(order), int(fen)) for key, _on, order, fen in rows]
    )
    assert (code, answer["parts_fen"]) == (0, line.amount_fen)
    assert found == {part.wanted.key: part.fen for part in single}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WANTS.replace("rank", "place"), "rank: the column is missing"),
        (WANTS.replace(",2,500", ",1,500"), "row 2 · order: stands twice"),
        (WANTS.replace("b,", "a,"), "row 2 · key: stands twice"),
        (WANTS.replace("2024-05-04", "4. 5. 2024"), "row 3 · on: '4. 5. 2024' is no day like 2024-05-06"),
        (
            WANTS.replace("400000000", "4000.00"),
            "row 3 · fen: '4000.00' is no whole number from 0 to 4398046511103",
        ),
        (WANTS.replace(",2\n", ",0\n"), "row 3 · rank: a rank is 1 or more"),
    ],
)
def test_what_is_wrong_in_the_file_is_told_by_row_and_column(capsys, wants, text, said):
    code, answer = told(capsys, "policy", "share", EXAMPLE, "score", wants(text))

    assert (code, answer["faults"]) == (1, [said])


def test_wrong_calls_exit_2(capsys, wants, tmp_path):
    assert main(["policy", "share", EXAMPLE, "nowhere", wants()]) == 2
    assert main(["policy", "share", EXAMPLE, "score", str(tmp_path / "missing.csv")]) == 2
    assert main(["policy", "share", EXAMPLE, "score", wants(), "--left", "much"]) == 2


def test_verify_shares_every_confirmed_share_anew(capsys, here):
    sharing.equipment(here, here.firms[0], 2_000_000)
    sharing.equipment(here, here.firms[1], 2_000_000)
    [first, _second] = sharing.shared(here, "equipment", sharing.PROPOSED)
    code, answer = told(capsys, "verify")
    assert (code, answer["shares"], answer["faults"]) == (0, 1, [])

    BudgetShare.objects.filter(pk=first.share_id).update(left_fen=9_999_998)
    with pytest.raises(DatabaseError), transaction.atomic():
        SharePart.objects.filter(share=first.share_id).update(part_fen=0)

    code, answer = told(capsys, "verify")
    assert (code, len(answer["faults"])) == (1, 2)
