"""The smallest city that a pack can describe lives too: one district, one batch, one check, no shares, money at the end alone."""

import re
from math import inf

from tests.packs.xiamen import files

from egret.core.packs.reading import read_pack
from egret.rooms.city import queries as city
from egret.rooms.subsidy import queries as awarded
from egret.simulation.city import simulate
from egret.simulation.fates import base_of


def first_alone(text, table):
    """`text` with the first of its tables of that name, and none of the others."""
    parts = re.split(r"(?m)^(?=\[)", text)
    named = [place for place, part in enumerate(parts) if part.startswith(f"[[{table}]]")]
    return "".join(part for place, part in enumerate(parts) if place not in named[1:])


def smallest():
    found = files("example")
    indicators = re.split(r"(?m)^(?=\[\[)", found["indicators.toml"])
    kept = "".join(part for part in indicators if "base = " not in part and "[[base]]" not in part)
    base = next(part for part in indicators if "[[base]]" in part)
    share = '[[indicator]]\nid = "x"\ngroup = "work"\ntitle = "比例"\ntitle_en = "share"\nunit = "percent"\n'
    share += 'measure = "level_4"\nbase = "above"\ntargets = { early = "1%", late = "1%" }\narticle = "一"\n'
    return {
        **found,
        "city.toml": first_alone(found["city.toml"], "district"),
        "programme.toml": first_alone(found["programme.toml"], "batch"),
        "routes/entry.toml": first_alone(found["routes/entry.toml"], "step"),
        "indicators.toml": f"{kept}\n{base}\n{share}",
    }


def test_the_smallest_city_lives(transactional_db, settings, monkeypatch, tmp_path):
    for name, text in smallest().items():
        (tmp_path / "small" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "small" / name).write_text(text, "utf-8")
    settings.CITIES_DIR, settings.CITY = tmp_path, "small"
    pack = read_pack(smallest())
    monkeypatch.setattr(city, "_found", city.InForce(pack, inf))

    told = simulate(1, enterprises=30)

    assert (len(pack.districts), len(pack.batches), len(pack.routes[0].steps)) == (1, 1, 1)
    assert base_of(pack) == (60, 120)
    assert told.faults == ()
    assert [told.figures[name] > 3 for name in ("listed", "contracts checked", "awards paid")] == [True] * 3
    assert awarded.recount(awarded.every()).right == told.figures["awards"]
