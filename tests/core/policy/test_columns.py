"""Columns: what a frame must look like, why a row came out as it did, and blocks that nobody notices."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.core.policy.population import case, number, population
from tests.core.policy.random_clauses import PAY, clauses, head, plain_facts, read
from tests.packs.xiamen import files

from egret.core.packs.reading import read_pack
from egret.core.policy.columns import FrameRefused, plan
from egret.core.policy.columns.planning import ROWS
from egret.core.policy.evaluation import REFUSALS, CaseRefused, evaluate
from egret.core.policy.syntax import CHOICES, Call, Name, Not, Operation

CLAUSES = {clause.id: clause for clause in read_pack(files()).clauses}
RENOVATION = CLAUSES["8"]
ANY = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@pytest.mark.parametrize(
    ("label", "column", "code"),
    [
        ("实际投入", np.zeros(3), "dtype"),
        ("实际投入", np.zeros(3, np.int32), "dtype"),
        ("实际投入", [0, 0, 0], "dtype"),
        ("验收通过", np.zeros(3, np.int64), "dtype"),
        ("实际投入", np.zeros(2, np.int64), "length"),
        ("实际投入", np.zeros((3, 2), np.int64), "shape"),
    ],
)
def test_a_frame_that_cannot_be_read_is_refused_with_its_column(label, column, code):
    frame = {**population(RENOVATION, 3, 1), label: column}

    with pytest.raises(FrameRefused) as refused:
        plan(RENOVATION).run(frame)

    assert (refused.value.code, refused.value.label) == (code, label)


def test_a_missing_column_is_refused():
    frame = dict(population(RENOVATION, 3, 1))
    del frame["实际投入"]

    with pytest.raises(FrameRefused) as refused:
        plan(RENOVATION).run(frame)

    assert (refused.value.code, refused.value.label) == ("absent", "实际投入")


def test_no_rows_come_to_nothing():
    frame = {label: column[:0] for label, column in population(RENOVATION, 3, 1).items()}

    assert [len(column) for column in plan(RENOVATION).run(frame).values.values()] == [0, 0]


def test_a_step_that_rests_on_no_fact_has_a_value_for_every_case():
    step = '[[step]]\nid = "a"\nlabel = "末步"\nlabel_en = "a"\nexpr = "0元"\n'
    clause = read(head() + plain_facts() + step + PAY)

    outcome = plan(clause, due="末步").run(population(clause, 7, 1))

    assert outcome.values["末步"].tolist() == [0] * 7


def test_blocks_do_not_show():
    rows = 2 * ROWS + 5
    frame = population(RENOVATION, rows, 2)
    whole = plan(RENOVATION).run(frame)
    cut = [slice(0, 7), slice(7, ROWS + 1), slice(ROWS + 1, rows)]
    parts = [plan(RENOVATION).run({label: column[rows] for label, column in frame.items()}) for rows in cut]

    for label, column in whole.values.items():
        np.testing.assert_array_equal(column, np.concatenate([part.values[label] for part in parts]))
    np.testing.assert_array_equal(whole.refused, np.concatenate([part.refused for part in parts]))


def test_one_value_may_be_spread_over_all_rows():
    frame = dict(population(RENOVATION, 1000, 3))
    day = np.int64(number(RENOVATION.valid_from))
    spread = plan(RENOVATION).run({**frame, "合同签订日": np.broadcast_to(day, 1000)})
    filled = plan(RENOVATION).run({**frame, "合同签订日": np.full(1000, day)})

    np.testing.assert_array_equal(spread.values["应补金额"], filled.values["应补金额"])


def test_only_what_is_asked_for_is_kept():
    outcome = plan(RENOVATION).run(population(RENOVATION, 10, 4), keep=["应补金额"])

    assert list(outcome.values) == ["应补金额"]


@given(clauses(), st.integers(0, 2**32))
@ANY
def test_reasons_are_those_of_the_single_case(text, seed):
    clause = read(text)
    frame = population(clause, 20, seed)
    reasons = plan(clause).run(frame, reasons=True).reasons

    for row in range(20):
        try:
            lines = evaluate(clause, case(clause, frame, row)).lines
        except CaseRefused:
            continue
        for line in lines:
            label = line.step.term.label
            failed = [1 + line.step.when.index(term.label) for term in line.failed]
            assert reasons.failed[label][row] == (failed[0] if failed else 0)
            told = [int(bound[row]) for bound in reasons.bound[label]]
            told = told[choices(line.step.require) if line.step.require else 0 :]
            if line.trace is None:
                assert set(told) <= {-1}
            else:
                assert [bound for bound in told if bound != -1] == list(bounds(line.trace))


@given(clauses(), st.integers(0, 2**32))
@ANY
def test_one_step_needs_no_more_than_it_rests_on(text, seed):
    clause = read(text)
    frame = population(clause, 20, seed)
    label = clause.steps[0].term.label
    ready = plan(clause, due=label)
    outcome = ready.run({fact.term.label: frame[fact.term.label] for fact in ready.facts})

    for row in range(20):
        facts = case(clause, frame, row)
        known = {fact.term.label: facts[fact.term.label] for fact in ready.facts}
        try:
            evaluate(clause, known, due=label)
            code = ""
        except CaseRefused as refused:
            code = refused.code
        assert outcome.refused[row] == (REFUSALS.index(code) + 1 if code else 0)


def bounds(trace):
    if isinstance(trace.node, Call) and trace.node.function in CHOICES:
        yield trace.bound
    for part in trace.of:
        yield from bounds(part)


def choices(node):
    match node:
        case Call(function, arguments):
            return (function in CHOICES) + sum(map(choices, arguments))
        case Operation(_, left, right):
            return choices(left) + choices(right)
        case Not(operand):
            return choices(operand)
        case Name() | _:
            return 0
