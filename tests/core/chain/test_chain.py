import json
import random
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egret.core.chain import (
    GENESIS,
    Checkpoint,
    Fault,
    Kind,
    NotACheckpoint,
    NotCanonical,
    canonical,
    line,
    link,
    read,
    standalone,
    verify,
)

plain_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda parts: (
        st.lists(parts, max_size=4)
        | st.dictionaries(
            st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"])), parts, max_size=4
        )
    ),
    max_leaves=12,
)


def chained(count, *, algorithm="sha256", say="enterprise:{}"):
    acts, prev_hash = [], GENESIS
    for seq in range(1, count + 1):
        fields = {
            "seq": seq,
            "algorithm": algorithm,
            "subject": say.format(seq % 7),
            "body": {"fen": seq * 100},
        }
        acts.append({**fields, "prev_hash": prev_hash, "hash": link(prev_hash, fields)})
        prev_hash = acts[-1]["hash"]
    return acts


def checkpoint_of(acts):
    return Checkpoint("egret/somewhere", acts[-1]["seq"], acts[-1]["hash"])


ACTS = chained(200)
KEPT = checkpoint_of(ACTS)


def both(lines, kept=KEPT):
    """The verdict of the house, once the stand-alone verifier has given the same."""
    faults = verify(map(read, lines), kept)
    assert standalone.verify(lines, kept.size, kept.hash) == [(fault.seq, fault.kind) for fault in faults]
    return faults


@settings(max_examples=50, deadline=None)
@given(plain_values)
def test_the_standard_library_writes_our_plain_values_as_rfc_8785_does(value):
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert canonical(value) == text.encode()


@pytest.mark.parametrize(
    "value",
    [1.0, [0.5], {"a": float("nan")}, 2**53, {"𐐷": 1}, {1: 1}, {"a": object()}, "\ud800", {"\ud800": 1}],
)
def test_what_readers_write_differently_is_refused(value):
    with pytest.raises(NotCanonical):
        canonical(value)


def test_the_hash_of_an_act_is_fixed_for_ever():
    fields = {"seq": 1, "algorithm": "sha256", "verb": "鹭"}

    assert link(GENESIS, fields) == "44b86758d8154b96be8913ac61d71bf14ae713ba32f201eea9eb99ebee2e5195"
    assert (
        link(GENESIS, {**fields, "algorithm": "sm3"})
        == "00e3920ba1912790056ee4a43dc6fea5bb6327d0b3d588354a5d668ba5073647"
    )


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_a_whole_trail_has_no_fault(algorithm):
    acts = chained(20, algorithm=algorithm)

    assert both([line(act) for act in acts], checkpoint_of(acts)) == ()


def test_a_trail_may_grow_beyond_its_checkpoints():
    assert verify(ACTS, checkpoint_of(ACTS[:50]), checkpoint_of(ACTS[:120])) == ()


def edited(place, **changes):
    return [{**act, **changes} if act["seq"] == place else act for act in ACTS]


@pytest.mark.parametrize(
    ("acts", "fault"),
    [
        (edited(70, subject="enterprise:9"), Fault(70, Kind.EDIT)),
        (edited(70, seq=71), Fault(70, Kind.EDIT)),
        (edited(70, algorithm="sm3"), Fault(70, Kind.EDIT)),
        (edited(70, algorithm="md5"), Fault(70, Kind.EDIT)),
        (edited(70, prev_hash=GENESIS), Fault(70, Kind.EDIT)),
        (edited(200, hash=GENESIS), Fault(200, Kind.EDIT)),
        ([*ACTS[:69], chained(200, say="x{}")[69], *ACTS[70:]], Fault(70, Kind.EDIT)),
        ([*ACTS[:69], {}, *ACTS[70:]], Fault(70, Kind.EDIT)),
        ([*ACTS[:69], *ACTS[70:]], Fault(70, Kind.GAP)),
        (ACTS[5:], Fault(1, Kind.GAP)),
        ([*ACTS[:69], {}, *ACTS[69:]], Fault(70, Kind.INSERTION)),
        ([*ACTS[:69], ACTS[10], *ACTS[69:]], Fault(70, Kind.INSERTION)),
        ([*ACTS[:69], ACTS[90], *ACTS[69:]], Fault(70, Kind.INSERTION)),
        ([*ACTS, ACTS[-1]], Fault(201, Kind.INSERTION)),
        ([*ACTS[:69], ACTS[70], ACTS[69], *ACTS[71:]], Fault(70, Kind.SWAP)),
        ([*ACTS[:69], ACTS[150], *ACTS[70:150], ACTS[69], *ACTS[151:]], Fault(70, Kind.SWAP)),
        (ACTS[:150], Fault(151, Kind.TRUNCATION)),
        ([], Fault(1, Kind.TRUNCATION)),
        (chained(200, say="x{}"), Fault(200, Kind.OTHER_HISTORY)),
    ],
)
def test_each_kind_of_tampering_is_named_with_its_first_bad_place(acts, fault):
    assert both([line(act) for act in acts]) == (fault,)


def test_an_act_rewritten_with_a_hash_to_match_is_named():
    fields = {name: value for name, value in ACTS[69].items() if name not in {"hash", "prev_hash"}} | {
        "subject": "x"
    }
    forged = {**fields, "prev_hash": ACTS[68]["hash"], "hash": link(ACTS[68]["hash"], fields)}

    assert both([line(act) for act in [*ACTS[:69], forged, *ACTS[70:]]]) == (Fault(70, Kind.EDIT),)


def test_a_checkpoint_reads_back_as_it_was_written():
    assert str(KEPT) == f"egret/somewhere\n200\n{KEPT.hash}\n"
    assert Checkpoint.parse(str(KEPT)) == KEPT


@pytest.mark.parametrize(
    "text",
    [
        "",
        str(KEPT)[:-1],
        str(KEPT) + "x",
        "\n" + str(KEPT),
        f"a\n0\n{GENESIS}\n",
        f"a\n-1\n{GENESIS}\n",
        "a\n1\nff\n",
    ],
)
def test_a_spoilt_checkpoint_is_refused(text):
    with pytest.raises(NotACheckpoint):
        Checkpoint.parse(text)


def attack(lines, chance):
    """One random attack, as bytes: what someone with the whole data base in hand could do to it."""
    lines, at = list(lines), chance.randrange(len(lines))
    match chance.choice(["byte", "delete", "insert", "swap", "truncate", "rewrite"]):
        case "byte":
            spoilt = bytearray(lines[at])
            place = chance.randrange(len(spoilt) - 1)
            spoilt[place] ^= chance.randrange(1, 256)
            lines[at : at + 1] = bytes(spoilt).splitlines(keepends=True)
        case "delete":
            del lines[at]
        case "insert":
            lines.insert(at, chance.choice([chance.choice(lines), b"{}\n", chance.randbytes(80)]))
        case "swap":
            other = chance.choice([place for place in range(len(lines)) if place != at])
            lines[at], lines[other] = lines[other], lines[at]
        case "truncate":
            del lines[at:]
        case "rewrite":
            lines[at:] = rewritten(map(read, lines[at:]))
    return lines


def rewritten(acts):
    prev_hash = None
    for act in acts:
        prev_hash = prev_hash or act.pop("prev_hash")
        fields = {name: value for name, value in act.items() if name not in {"hash", "prev_hash"}}
        fields["subject"] = "enterprise:666"
        act = {**fields, "prev_hash": prev_hash, "hash": link(prev_hash, fields)}  # noqa: PLW2901
        prev_hash = act["hash"]
        yield line(act)


def test_a_thousand_random_attacks_are_found_by_both_verifiers():
    lines = [line(act) for act in chained(30)]
    kept = checkpoint_of([read(lines[-1])])
    chance = random.Random(20261124)

    found = [bool(both(attack(lines, chance), kept)) for _ in range(1000)]

    assert found == [True] * 1000


@pytest.fixture
def files(tmp_path):
    export, checkpoint = tmp_path / "export.jsonl", tmp_path / "checkpoint.txt"
    export.write_bytes(b"".join(map(line, ACTS)))
    checkpoint.write_text(str(KEPT))
    return export, checkpoint


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-I", standalone.__file__, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_anyone_can_check_an_export_with_python_alone(files):
    export, checkpoint = files

    assert run(export, checkpoint).stdout == "the trail is whole\n"
    assert run(export).returncode == 0


def test_the_stand_alone_verifier_says_where_a_trail_is_broken(files):
    export, checkpoint = files
    export.write_bytes(b"".join(map(line, ACTS[:150])))

    answer = run(export, checkpoint)

    assert (answer.returncode, answer.stdout) == (1, "act 151: truncation\nthe trail is broken\n")


def test_the_stand_alone_verifier_says_when_it_was_called_wrongly(files, tmp_path):
    export, checkpoint = files

    calls = [(), (export, checkpoint, export), (tmp_path / "none",), (export, export)]

    assert [run(*call).returncode for call in calls] == [2, 2, 2, 2]
