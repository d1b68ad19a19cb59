"""A kept pack in a language that this Egret doesn't read: said in a sentence, never a broken page, never counted right or wrong."""

import pytest
from tests.desks.office import loop
from tests.factories import PackReleaseFactory
from tests.packs.xiamen import changed, files

from egret.core.packs.languages import LANGUAGE
from egret.core.packs.reading import BadPack, OtherLanguage, pack_hash, read_pack
from egret.rooms.city import checks, queries
from egret.rooms.city.errors import PackSpoilt, PackUnreadable
from egret.rooms.subsidy import queries as awarded
from egret.rooms.subsidy.models import Award
from egret.rooms.subsidy.queries import Proof, Recount

OLD = changed("pack.toml", f"language = {LANGUAGE}\n", "")
NEWER = changed("pack.toml", f"language = {LANGUAGE}", f"language = {LANGUAGE + 1}")
SENTENCE = f"the pack was written in language 0; this Egret reads {LANGUAGE}"
CHINESE = f"该规则包使用第 0 版语言编写，本系统只读第 {LANGUAGE} 版"


@pytest.fixture
def offices(db):
    loop.open_offices()


def stored(kept):
    return PackReleaseFactory(sha256=pack_hash(kept), version="2023.9", files=kept).sha256


def of_old_days(award, kept=OLD):
    """The award as if it had been made under a pack of another language."""
    Award.objects.filter(pk=award.pk).update(pack_sha=stored(kept))
    return Award.objects.get(pk=award.pk)


@pytest.mark.parametrize(
    ("kept", "wrong", "cure"),
    [
        (OLD, SENTENCE, f"Write language = {LANGUAGE} and mend what is found then"),
        (
            NEWER,
            f"the pack was written in language {LANGUAGE + 1}; this Egret reads {LANGUAGE}",
            "Read it with a newer Egret",
        ),
    ],
)
def test_another_language_is_the_one_finding_whatever_else_the_pack_says(kept, wrong, cure):
    with pytest.raises(OtherLanguage) as bad:
        read_pack({**kept, "city.toml": "[city]\nnonsense = 1\n"})

    (finding,) = bad.value.findings
    assert (finding.file, finding.key, finding.wrong, finding.cure) == (
        "pack.toml",
        "pack.language",
        wrong,
        cure,
    )


@pytest.mark.parametrize("said", ['"one"', "1.5", "-1", "true"])
def test_a_language_is_a_whole_number(said):
    with pytest.raises(BadPack) as bad:
        read_pack(changed("pack.toml", f"language = {LANGUAGE}", f"language = {said}"))

    assert [finding.key for finding in bad.value.findings] == ["pack.language"]


def test_a_draft_begun_from_an_old_release_is_told_what_to_write(db):
    found, (finding,) = checks.read(OLD)

    assert (found, finding.wrong) == (None, SENTENCE)
    assert checks.read(files())[0].language == LANGUAGE


def test_a_kept_pack_of_another_language_is_refused_in_a_sentence(db):
    sha256 = stored(OLD)

    with pytest.raises(PackUnreadable) as refused:
        queries.pack_of(sha256)

    assert refused.value.message.startswith(CHINESE)


def test_a_kept_pack_with_faults_is_refused_in_a_sentence(db):
    sha256 = stored(changed("programme.toml", 'form = "application"', 'form = "aplication"'))

    with pytest.raises(PackUnreadable) as refused:
        queries.pack_of(sha256)

    assert refused.value.message.startswith(f"本系统在规则包 {sha256[:12]} 中查出 1 处问题")


def test_what_is_not_the_pack_of_its_hash_is_refused_as_spoilt(db):
    PackReleaseFactory(sha256="0" * 64, files=files())

    for sha256 in ("0" * 64, "f" * 64):
        with pytest.raises(PackSpoilt):
            queries.pack_of(sha256)


def test_an_award_of_an_unread_language_is_counted_apart(offices):
    right, closed = loop.awarded_advances(1, 2)
    closed = of_old_days(closed)

    counted = awarded.recount(awarded.every())

    assert counted == Recount(1, {}, {closed.no: awarded.proof_of(closed).why})
    assert awarded.proof_of(closed).holds is None
    assert awarded.proof_of(closed).why.startswith(CHINESE)
    assert awarded.proof_of(right) == Proof(holds=True)


def test_an_award_without_its_circumstances_is_counted_apart(offices):
    (award,) = loop.awarded_advances(1)
    Award.objects.update(circumstances={})

    counted = awarded.recount(awarded.every())

    assert (counted.right, counted.wrong, list(counted.closed)) == (0, {}, [award.no])


def test_an_award_whose_amounts_or_pack_were_changed_is_counted_wrong(offices):
    one, other = loop.awarded_advances(1, 2)
    Award.objects.filter(pk=one.pk).update(due_fen=one.due_fen + 1, delta_fen=one.delta_fen + 1)
    Award.objects.filter(pk=other.pk).update(pack_sha="f" * 64)

    counted = awarded.recount(awarded.every())

    assert (counted.right, list(counted.wrong), counted.closed) == (0, [one.no, other.no], {})
