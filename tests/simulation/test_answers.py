from random import Random

import pytest

from egret.core.maturity.scoring import score
from egret.rooms.assessment import queries as assessments
from egret.simulation.answers import answers
from egret.simulation.papers import paper


@pytest.mark.parametrize("wanted", range(5))
def test_answers_come_to_the_wanted_level(wanted):
    standard = assessments.standard()

    found = {score(standard, answers(Random(seed), standard, wanted)).level for seed in range(20)}

    assert found == {wanted}


def test_a_paper_is_the_same_bytes_each_time_and_its_table_points_at_its_objects():
    made = paper("contract")
    table = made[made.index(b"xref\n") :].splitlines()

    assert made == paper.__wrapped__("contract")
    for number, line in enumerate(table[3:8], 1):
        assert made[int(line[:10]) :].startswith(b"%d 0 obj" % number)
