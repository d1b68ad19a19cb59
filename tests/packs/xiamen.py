"""A pack's files, as a test finds them, and the same with one thing changed; Xiamen's where no city is named."""

from pathlib import Path

CITIES = Path(__file__).resolve().parents[2] / "cities"
CLAUSE = "clauses/08-renovation.toml"
CASES = "cases/08-renovation.csv"


def files(city="xiamen"):
    folder = CITIES / city
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in folder.rglob("*")
        if path.suffix in {".toml", ".csv"}
    }


def changed(file, old, new, city="xiamen"):
    found = files(city)
    assert old in found[file], f"{file} no longer holds {old!r}"
    return {**found, file: found[file].replace(old, new, 1)}
