"""Payloads that are wrong in one certain way, drawn at random."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from egret.core.maturity.standard import Kind, Standard

STRANGE = ["", "Z", "AA", "a", "0", "\ud800", "\x00", "无", "A\u202e", "None", "é" * 60, "<script>"]
NO_NUMBER = [-1, "12", True, None, [], {}, "１２", -0.5]
NO_LEVEL = [-1, 5, 99, "1", 1.5, True, None, [], {}, 10**14]


def malformed(rng: Random, standard: Standard) -> bytes:
    """Never a payload that could be read."""
    return rng.choice(_WAYS)(rng, standard)


def _good(rng: Random, standard: Standard) -> dict[str, Any]:
    return {
        "choices": {one.code: [rng.choice(one.options).key] for one in standard.questions},
        "scenes": {one.code: rng.randint(0, 4) for one in standard.scenarios},
        "facts": {"equipment": rng.randint(0, 99)},
    }


def _raw(value: Any) -> bytes:
    return json.dumps(value).encode()


def _changed(rng: Random, standard: Standard, key: str, code: str, value: Any) -> bytes:
    good = _good(rng, standard)
    good[key][code] = value
    return _raw(good)


def _cut(rng: Random, standard: Standard) -> bytes:
    whole = _raw(_good(rng, standard))
    return whole[: rng.randrange(len(whole))]


def _noise(rng: Random, _standard: Standard) -> bytes:
    return b"\xff" + rng.randbytes(rng.randint(0, 200))


def _no_object(rng: Random, _standard: Standard) -> bytes:
    return _raw(rng.choice([[], "x", 1, None, True, [{}], 0.5]))


def _strange_option(rng: Random, standard: Standard) -> bytes:
    code = rng.choice(standard.questions).code
    return _changed(
        rng, standard, "choices", code, rng.choice([[rng.choice(STRANGE)], 1, [None], [[]], {"A": 1}])
    )


def _several(rng: Random, standard: Standard) -> bytes:
    one = rng.choice([one for one in standard.questions if one.kind is Kind.SINGLE])
    return _changed(rng, standard, "choices", one.code, [option.key for option in one.options[:2]])


def _none_and_more(rng: Random, standard: Standard) -> bytes:
    several = [one for one in standard.questions if any(option.alone for option in one.options)]
    one = rng.choice([one for one in several if one.kind is Kind.MULTI])
    return _changed(rng, standard, "choices", one.code, [option.key for option in one.options])


def _unknown_code(rng: Random, standard: Standard) -> bytes:
    key = rng.choice(["choices", "scenes", "facts"])
    return _changed(rng, standard, key, rng.choice(STRANGE), rng.choice([1, "A", None]))


def _no_level(rng: Random, standard: Standard) -> bytes:
    return _changed(rng, standard, "scenes", rng.choice(standard.scenarios).code, rng.choice(NO_LEVEL))


def _no_number(rng: Random, standard: Standard) -> bytes:
    return _changed(rng, standard, "facts", "equipment", rng.choice(NO_NUMBER))


def _no_step(rng: Random, standard: Standard) -> bytes:
    return _raw(_good(rng, standard) | {"without": rng.choice([["X.1"], "F1.B", [1], {}, 3, ["F1"]])})


def _unknown_key(rng: Random, standard: Standard) -> bytes:
    return _raw(_good(rng, standard) | {rng.choice([*STRANGE, "answers"]): 1})


def _twice(rng: Random, standard: Standard) -> bytes:
    whole = _raw(_good(rng, standard)).decode()
    return f'{{"choices": {{}}, {whole[1:]}'.encode()


def _too_large(rng: Random, standard: Standard) -> bytes:
    return _raw(_good(rng, standard)).replace(
        b'"equipment": ', b'"equipment": ' + b"9" * rng.randint(16, 400)
    )


def _deep(rng: Random, _standard: Standard) -> bytes:
    depth = rng.randint(2, 20_000)
    return b'{"choices": ' + b"[" * depth + b"]" * depth + b', "scenes": {}}'


def _missing(rng: Random, standard: Standard) -> bytes:
    good = _good(rng, standard)
    del good[rng.choice(["choices", "scenes"])]
    return _raw(good)


def _other(rng: Random, standard: Standard) -> bytes:
    return _raw(_good(rng, standard) | {"standard": rng.choice([None, 1, "2022-other", "", []])})


_WAYS = [
    _cut, _noise, _no_object, _strange_option, _several, _none_and_more, _unknown_code, _no_level, _no_number,
    _no_step, _unknown_key, _twice, _too_large, _deep, _missing, _other,
]  # fmt: skip
