"""Every numbered item of the plan is a clause or declared."""

import pytest
from tests.packs.xiamen import changed, files

from egret.core.packs.model import Source, Treatment
from egret.core.packs.reading import BadPack, read_pack


def test_xiamens_sixteen_items_are_ten_clauses_and_six_declared():
    pack = read_pack(files())
    plan = next(document for document in pack.documents if document.id == "plan")

    assert plan.items == tuple(f"四（五）{number}" for number in range(1, 17))
    assert {clause.article for clause in pack.clauses} | {one.source.article for one in pack.declared} == set(
        plan.items
    )
    assert {one.source: one.what for one in pack.declared}[Source("plan", "四（五）2")] == Treatment.CHANNEL


def test_an_item_that_is_neither_is_named():
    with pytest.raises(BadPack) as refused:
        read_pack(changed("sources.toml", '"四（五）16",', '"四（五）16", "四（五）17",'))

    [found] = refused.value.findings
    assert (found.file, found.key) == ("sources.toml", "document plan.items")
    assert found.wrong == "四（五）17 is neither the article of a clause nor declared"
