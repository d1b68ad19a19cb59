from dataclasses import replace
from datetime import datetime

import pytest
from tests.core.banking.samples import PAYEE, instruction, sample

from egret.core.banking.faults import BadBatch, Code
from egret.core.banking.instructions import clean


def refused(build):
    with pytest.raises(BadBatch) as caught:
        build()
    return [(fault.where, fault.code, fault.given, fault.wanted) for fault in caught.value.faults]


def test_a_batch_declares_what_is_in_it():
    assert (sample().count, sample().fen) == (2, 12_345_683)


def test_totals_that_do_not_fit_name_both_figures():
    assert refused(lambda: replace(sample(), count=3, fen=1)) == [
        ("count", Code.TOTAL, "3", "2"),
        ("fen", Code.TOTAL, "0.01", "123456.83"),
    ]


def test_one_end_to_end_id_names_one_payment():
    assert refused(lambda: sample(instruction(1, 5), instruction(1, 6))) == [
        ("end_to_end_id", Code.REPEATED, "PO000001", "")
    ]


@pytest.mark.parametrize("fen", [0, -1, 10**15 + 1, True])
def test_a_payment_is_some_whole_fen(fen):
    assert ("instruction 1 fen", Code.AMOUNT, str(fen), "") in refused(lambda: sample(instruction(1, fen)))


def test_an_account_goes_as_it_was_checked():
    typed = instruction(1, 5, replace(PAYEE, number="4050-000001"))

    assert refused(lambda: sample(typed)) == [
        ("instruction 1 payee", Code.NOT_CLEAN, "4050-000001", "4050000001")
    ]
    assert sample(clean(typed)).instructions == (instruction(1, 5),)


def test_all_faults_are_told_at_once():
    one = replace(instruction(1, 0, replace(PAYEE, number="1"), "\n"), end_to_end_id="编号")

    assert [where for where, *_ in refused(lambda: sample(one))] == [
        "instruction 1 end_to_end_id",
        "instruction 1 payee number",
        "instruction 1 fen",
        "instruction 1 purpose",
    ]


def test_an_empty_batch_and_a_moment_without_zone_are_refused():
    # Naive on purpose.
    naive = datetime(2025, 3, 1)  # noqa: DTZ001

    assert refused(lambda: replace(sample(), instructions=(), count=0, fen=0)) == [
        ("instructions", Code.EMPTY, "", "")
    ]
    assert refused(lambda: replace(sample(), made_at=naive))[0][:2] == ("made_at", Code.MOMENT)
