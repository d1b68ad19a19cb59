from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.maturity.drawing import STANDARD, answers, seeded

from egret.core.maturity import score
from egret.core.maturity.bulk import ColumnRefused, Columns, Scorer, columns_of

SCORER = Scorer(STANDARD)


def same(many):
    told = SCORER.score(columns_of(STANDARD, many))
    for row, one in enumerate(many):
        alone = score(STANDARD, one)
        assert told.score(row) == alone.score
        assert (told.score_level[row], told.scene_level[row]) == (alone.score_level, alone.scene_level)
        assert told.level[row] == alone.level


@settings(max_examples=60, deadline=None)
@given(st.lists(answers, min_size=1, max_size=5))
def test_columns_are_scored_as_single_answers_are(many):
    same(many)


def test_a_thousand_firms_of_every_level_are_scored_as_single_ones():
    rng = Random(5)
    many = [seeded(rng) for _ in range(1000)]
    assert {score(STANDARD, one).level for one in many} == {0, 1, 2, 3, 4}
    same(many)


def test_the_grid_holds_every_point_exactly():
    assert SCORER.grid == 40
    assert all((option.points * 40).denominator == 1 for q in STANDARD.questions for option in q.options)


def test_no_rows_come_to_no_levels():
    assert SCORER.score(columns_of(STANDARD, [])).level.tolist() == []


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        (("F2", 0b11), "several", "F2"),
        (("F2", 0), "missing", "F2"),
        (("F1", 0b11), "none_with_others", "F1"),
        (("F1", 0b100000), "unknown_option", "F1"),
        (("S09", 5), "level_out_of_range", "S09"),
    ],
)
def test_a_bad_cell_is_told_by_column_and_row(change, code, column):
    rng = Random(6)
    columns = columns_of(STANDARD, [seeded(rng) for _ in range(4)])
    place = columns.scenes if change[0].startswith("S") else columns.choices
    place[change[0]][2] = change[1]
    with pytest.raises(ColumnRefused) as refused:
        SCORER.score(columns)
    assert (refused.value.code, refused.value.column, refused.value.row) == (code, column, 2)


def test_a_column_that_is_lacking_or_short_is_told():
    rng = Random(7)
    columns = columns_of(STANDARD, [seeded(rng) for _ in range(4)])
    lacking = Columns({code: one for code, one in columns.choices.items() if code != "M3"}, columns.scenes)
    short = Columns(columns.choices, {**columns.scenes, "S02": np.zeros(3, dtype=np.uint8)})
    for damaged, code, column in ((lacking, "absent", "M3"), (short, "ragged", "S02")):
        with pytest.raises(ColumnRefused) as refused:
            SCORER.score(damaged)
        assert (refused.value.code, refused.value.column) == (code, column)


def test_a_score_is_read_back_in_points():
    rng = Random(8)
    one = seeded(rng)
    assert SCORER.score(columns_of(STANDARD, [one])).score(0) == score(STANDARD, one).score
    assert isinstance(SCORER.score(columns_of(STANDARD, [one])).score(0), Fraction)
