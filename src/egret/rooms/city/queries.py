from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform

from egret.core.maturity.registry import Registry, read_registry
from egret.core.packs.languages import LANGUAGE, language_of
from egret.core.packs.model import Batch, Pack, by_id
from egret.core.packs.reading import BadPack, OtherLanguage, pack_hash, read_pack
from egret.rooms.people.models import User
from egret.rooms.people.states import Permission

from .errors import PackUnreadable, in_other_language, spoilt, with_faults
from .models import PackDraft, PackRelease
from .states import IN_WORK, DraftState


def files_of(folder: Path) -> dict[str, str]:
    """Every file of a pack's folder, by its path inside it."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".toml", ".csv"}
    }


@lru_cache(maxsize=8)
def _read(folder: Path) -> Pack:
    return read_pack(files_of(folder))


@lru_cache(maxsize=1)
def registry() -> Registry:
    """Every national standard of digital levels, read once: what a pack's steps are steps of."""
    folder = settings.STANDARDS_DIR / "levels"
    return read_registry({file.name: file.read_text(encoding="utf-8") for file in folder.glob("*.toml")})


@dataclass(frozen=True, slots=True)
class InForce:
    """The pack that this process last found in force, and when it asked, in seconds of its own."""

    pack: Pack
    asked: float


_found: InForce | None = None
_held: ContextVar[Pack | None] = ContextVar("held", default=None)


def pack() -> Pack:
    """The pack in force: the newest release of the desk, or the city's folder where there is none (ADR 6).

    Raises PackUnreadable where this Egret can't work with it.
    """
    return _held.get() or _asked()


def _asked() -> Pack:
    global _found  # noqa: PLW0603 -- what a process knows of the pack in force is one value
    now = monotonic()
    if _found is None or now - _found.asked >= settings.PACK_SECONDS:
        in_force = _in_force(newest_release(), _found and _found.pack)
        _found = InForce(in_force, now)
    return _found.pack


def _in_force(sha256: str | None, known: Pack | None) -> Pack:
    if known and known.sha256 == sha256:
        return known
    # A change of the folder takes a restart, as a change of code does.
    return _stored(sha256) if sha256 else _folder()


def _folder() -> Pack:
    try:
        return _read(settings.CITIES_DIR / settings.CITY)
    except BadPack as bad:
        raise _unreadable(bad, settings.CITY) from None


def _unreadable(bad: BadPack, name: str) -> PackUnreadable:
    if isinstance(bad, OtherLanguage):
        return in_other_language(bad.written, LANGUAGE)
    return with_faults(name, len(bad.findings))


@contextmanager
def held() -> Iterator[None]:
    """Inside, the pack in force is one and the same, whatever is released meanwhile elsewhere."""
    token = _held.set(_asked())
    try:
        yield
    finally:
        _held.reset(token)


def forget() -> None:
    """Ask anew: this very process has just released a pack."""
    global _found  # noqa: PLW0603 -- as above
    _found = None
    _held.set(None)


def newest_release() -> str | None:
    """The hash of the pack that the desk released last."""
    rows = PackDraft.objects.filter(state=DraftState.RELEASED).order_by("-release__id")
    return rows.values_list("release", flat=True).first()


def sha_in_force() -> str:
    """Asked of the data base at once, for a step that rests on it."""
    return newest_release() or _folder().sha256


def files_in_force() -> Mapping[str, str]:
    in_force = pack().sha256
    stored = PackRelease.objects.filter(sha256=in_force).values_list("files", flat=True).first()
    return stored or files_of(settings.CITIES_DIR / settings.CITY)


def pack_of(sha256: str) -> Pack:
    """The pack of an earlier decision, from its stored release. Raises PackUnreadable where it can't be opened."""
    try:
        here = pack()
    except PackUnreadable:
        return _stored(sha256)
    return here if here.sha256 == sha256 else _stored(sha256)


def _stored(sha256: str) -> Pack:
    found = _read_release(sha256)
    if isinstance(found, BadPack):
        raise _unreadable(found, sha256[:12])
    return found


@lru_cache(maxsize=32)
def _read_release(sha256: str) -> Pack | BadPack:
    """A release's text never changes, so what is wrong with it doesn't either."""
    try:
        return read_pack(files_of_release(sha256))
    except BadPack as bad:
        return bad


def files_of_release(sha256: str) -> Mapping[str, str]:
    """Raises PackSpoilt where there is none, or other files than the name says."""
    files: Mapping[str, str] | None = (
        PackRelease.objects.filter(sha256=sha256).values_list("files", flat=True).first()
    )
    if files is None or pack_hash(files) != sha256:
        raise spoilt(sha256)
    return files


def unread_languages(shas: list[str]) -> dict[str, int]:
    """Of these releases, those in a language that this Egret doesn't read, with that language."""
    head = KeyTextTransform("pack.toml", "files")
    rows = PackRelease.objects.filter(sha256__in=shas).annotate(head=head).values_list("sha256", "head")
    told = {sha256: language_of({"pack.toml": text or ""}) for sha256, text in rows}
    return {sha256: written for sha256, written in told.items() if written != LANGUAGE}


def released(sha256: str) -> bool:
    return PackRelease.objects.filter(sha256=sha256).exists()


def releases() -> QuerySet[PackRelease]:
    """Without their files: a list needs their names alone."""
    return PackRelease.objects.select_related("released_by").defer("files")


def version_taken(version: str) -> bool:
    return PackRelease.objects.filter(version=version).exists() or pack().version == version


def signed_drafts(shas: list[str]) -> dict[str, PackDraft]:
    """The draft behind each release that came over the desk, by the release's hash."""
    rows = PackDraft.objects.filter(release__in=shas).select_related("signed_by").defer("files")
    return {row.release_id: row for row in rows}


def visible_to(user: User) -> QuerySet[PackDraft]:
    """Whoever may see packs sees every pack in work."""
    rows = PackDraft.objects.select_related("drafted_by", "signed_by", "released_by", "closed_by")
    return rows if user.may(Permission.SEE_PACK) else rows.none()


def to_release(user: User) -> QuerySet[PackDraft]:
    """What others signed and this officer may release or return."""
    rows = visible_to(user).defer("files").filter(state=DraftState.PROPOSED).exclude(signed_by=user)
    return rows if user.may(Permission.RELEASE_PACK) else rows.none()


def may_edit(draft: PackDraft, user: User) -> bool:
    return (
        user.may(Permission.EDIT_PACK)
        and draft.drafted_by_id == user.pk
        and DraftState(draft.state) in IN_WORK
    )


def may_release(draft: PackDraft, user: User) -> bool:
    return (
        user.may(Permission.RELEASE_PACK)
        and draft.state == DraftState.PROPOSED
        and draft.signed_by_id != user.pk
    )


def locked(pk: int) -> PackDraft:
    rows = PackDraft.objects.select_for_update(of=("self",))
    return rows.select_related("drafted_by", "signed_by").get(pk=pk)


def locked_proposed(pk: int) -> PackDraft | None:
    """That draft, if it is proposed, and every other one locked with it: releases come one after another."""
    rows = PackDraft.objects.select_for_update(of=("self",)).filter(state=DraftState.PROPOSED).order_by("pk")
    return next((row for row in rows.select_related("drafted_by", "signed_by") if row.pk == pk), None)


def open_batch(day: date) -> Batch | None:
    return next((batch for batch in pack().batches if batch.open_on(day)), None)


def batch(batch_id: str) -> Batch:
    return by_id(pack().batches, batch_id)
