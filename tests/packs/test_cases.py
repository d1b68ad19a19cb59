"""Every case of every pack computes: reading a pack runs them."""

import pytest
from tests.packs.xiamen import CITIES, files

from egret.core.packs.reading import pack_hash, read_pack
from egret.core.policy.cases import failures, read_cases

PACKS = sorted(path.name for path in CITIES.iterdir() if path.is_dir())


@pytest.mark.parametrize("city", PACKS)
def test_every_case_of_the_pack_computes(city):
    found = files(city)
    pack = read_pack(found)

    for name, text in found.items():
        if name.startswith("cases/"):
            clause = next(c for c in pack.clauses if name.startswith(f"cases/{c.id.zfill(2)}"))
            for case in read_cases(clause, name, text, []):
                assert list(failures(clause, case)) == []


def test_a_pack_is_named_by_every_byte_of_every_file():
    found = files()
    touched = {**found, "pack.toml": found["pack.toml"] + "\n"}

    assert pack_hash(found) == pack_hash(dict(reversed(found.items())))
    assert pack_hash(found) != pack_hash(touched)


def test_xiamen_is_as_the_plan_says():
    pack = read_pack(files())
    targets = {i.id: [i.targets[p.id] for p in pack.periods] for i in pack.indicators}

    assert [batch.places for batch in pack.batches] == [280, 320]
    assert sorted(d.term.label for d in pack.districts) == sorted(
        ["思明区", "湖里区", "集美区", "海沧区", "同安区", "翔安区", "火炬高新区"]
    )
    assert len(pack.industries) == 3
    assert len(pack.indicators) == 24
    assert sum(targets["sme_total"]) == 600
    assert sum(targets["sme_above"]) == 397
    assert sum(targets["rights"]) == 2850
    assert [base.count for base in pack.bases] == [417, 1300]
    for share, count, base in (
        ("sme_above_share", "sme_above", 417),
        ("level_2_below_share", "level_2_below", 1300),
    ):
        for told, number in zip(targets[share], targets[count], strict=True):
            assert round(told * 10_000) == round(number / base * 10_000)
