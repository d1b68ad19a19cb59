"""Vouchers and sanctions of a pack: what is read, and each planted fault with its cure."""

from fractions import Fraction

import pytest
from tests.packs.xiamen import changed, files

from egret.core.money import Rounding
from egret.core.packs.model import Offence, Party
from egret.core.packs.reading import BadPack, read_pack

VOUCHERS, SANCTIONS = "vouchers.toml", "sanctions.toml"


def faults(file, old, new, city="xiamen"):
    with pytest.raises(BadPack) as refused:
        read_pack(changed(file, old, new, city))
    return refused.value.findings


def test_a_scheme_is_read_as_it_is_written():
    try_out, _other = read_pack(files("example")).vouchers

    assert (try_out.quota_fen, try_out.face_fen, try_out.most, try_out.listed) == (
        40_000_000,
        800_000,
        1,
        False,
    )
    assert (try_out.rate, try_out.rounding, try_out.valid_months) == (Fraction(2, 3), Rounding.HALF_UP, 6)
    assert [service.id for service in try_out.services] == ["cloud"]


def test_the_two_cities_share_no_value():
    [here], there = read_pack(files()).vouchers, read_pack(files("example")).vouchers

    for one in there:
        assert (one.face_fen, one.rate, one.valid_months) != (here.face_fen, here.rate, here.valid_months)


def test_sanctions_are_read_with_their_bounds():
    warning, _off, deceit = read_pack(files()).sanctions

    assert (warning.fines, warning.ban_months, warning.on) == (False, 0, Offence.BREACH)
    assert (deceit.fine_from, deceit.fine_to, deceit.parties) == (
        Fraction(1, 10),
        Fraction(1, 2),
        (Party.ENTERPRISE,),
    )


def test_what_the_plan_does_not_say_is_told_as_unverified():
    pack = read_pack(files())
    verified = {document.id: document.verified for document in pack.documents}

    assert {verified[rule.source.document] for rule in (*pack.vouchers, *pack.sanctions)} == {False}


def test_both_files_may_be_left_out():
    found = files()
    del found[VOUCHERS], found[SANCTIONS]
    pack = read_pack(found)

    assert (pack.vouchers, pack.sanctions) == ((), ())


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ('clause = "6"', 'clause = "66"', "'66' is not declared"),
        ('quota = "300万元"', 'quota = "0元"', "holds nothing"),
        ('quota = "300万元"', 'quota = "1万元"', "is more than the whole quota"),
        ('face = "2万元"', 'face = "两万"', "is no whole number of fen"),
        ("most = 2", "most = 0", "0 is not between 1 and 120"),
        ("valid_months = 12", "valid_months = 121", "121 is not between 1 and 120"),
        ('rate = "50%"', 'rate = "150%"', "lies above 100%"),
        ('rounding = "down"', 'rounding = "sideways"', "outside the vocabulary"),
        ('document = "egret-demo"', 'document = "egret"', "'egret' is not declared"),
        ("listed = true\n", "", "missing"),
        ('id = "software"', 'id = "consulting"', "consulting stands twice"),
        ("most = 2", 'most = 2\ncolour = "red"', "unknown key"),
    ],
)
def test_a_fault_in_a_scheme_is_found_with_a_cure(old, new, wrong):
    found = [one for one in faults(VOUCHERS, old, new) if wrong in one.wrong]

    assert found[0].file == VOUCHERS
    assert found[0].cure


def test_two_schemes_have_two_names():
    [found] = faults(VOUCHERS, 'id = "renovation"', 'id = "try-out"', "example")

    assert (found.key, found.wrong) == ("voucher try-out", "stands twice")


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ('on = "breach"', 'on = "rudeness"', "outside the vocabulary"),
        ('parties = ["enterprise"]', 'parties = ["citizen"]', "'citizen' is outside the vocabulary"),
        ('parties = ["enterprise"]', 'parties = ["enterprise", "enterprise"]', "enterprise stands twice"),
        ('fine_from = "10%"', 'fine_from = "60%"', "lies below fine_from"),
        ('fine_to = "50%"\n', "", "missing"),
        ("ban_months = 24", "ban_months = 121", "121 is not between 1 and 120"),
        ('document = "fiscal-427"', 'document = "fiscal"', "'fiscal' is not declared"),
        ('id = "deceit"', 'id = "warning"', "stands twice"),
    ],
)
def test_a_fault_in_a_sanction_is_found_with_a_cure(old, new, wrong):
    found = [one for one in faults(SANCTIONS, old, new) if wrong in one.wrong]

    assert found[0].file == SANCTIONS
    assert found[0].cure
