from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.packs.editing import NotEditable, edited, with_texts
from egret.core.packs.reading import pack_hash
from egret.rooms.people.models import User
from egret.rooms.trail import actions as trail

from . import checks, queries
from .errors import PackRefused
from .models import PackDraft, PackRelease
from .states import DraftState

S = DraftState


@dataclass(frozen=True, slots=True)
class Beginning:
    """What an officer says of a draft before its first change. `base` is a release's hash, or "" for the pack in force."""

    title: str
    why: str
    version: str
    base: str = ""


def _recorded(draft: PackDraft, verb: str, *, by: User, at: datetime, **body: Any) -> None:
    trail.record(
        verb=f"pack.{verb}",
        subject=f"pack_draft:{draft.pk}",
        case=f"pack:{queries.pack().id}",
        by=by.actor,
        at=at,
        body={"title": draft.title, "state": draft.state, **body},
    )


@transaction.atomic
def release_pack(*, by: User, at: datetime) -> None:
    """Store the pack in force, unless this very text is stored already."""
    pack = queries.pack()
    if queries.released(pack.sha256):
        return
    PackRelease.objects.create(
        sha256=pack.sha256,
        pack_id=pack.id,
        version=pack.version,
        files=queries.files_of(settings.CITIES_DIR / settings.CITY),
        released_at=at,
        released_by=by,
    )
    trail.record(
        verb="pack.released",
        subject=f"pack:{pack.id}",
        case=f"pack:{pack.id}",
        by=by.actor,
        at=at,
        body={"sha256": pack.sha256, "version": pack.version},
    )


@transaction.atomic
def begin(said: Beginning, *, by: User, at: datetime) -> PackDraft:
    """A draft with the files of a release, under a version of its own."""
    release_pack(by=by, at=at)
    follows = queries.sha_in_force()
    base = said.base or follows
    if not queries.released(base):
        raise PackRefused(_("There is no such release to begin from."), field="base")
    if len(said.version) > checks.VERSION_MAX or queries.version_taken(said.version):
        raise PackRefused(_("Choose a short version that no release has."), field="version")
    files = queries.files_of_release(base)
    try:
        head = edited(files["pack.toml"], {("pack", "version"): said.version})
    except NotEditable:
        raise PackRefused(_("The release's pack.toml can't be changed by a form."), field="base") from None
    draft = PackDraft.objects.create(
        title=said.title,
        why=said.why,
        base_sha=base,
        follows_sha=follows,
        files={**files, "pack.toml": head},
        drafted_at=at,
        drafted_by=by,
    )
    _recorded(draft, "drafted", by=by, at=at, why=said.why, base=base, version=said.version)
    return draft


@transaction.atomic
def edit(pk: int, texts: Mapping[str, str | None], *, version: int, by: User, at: datetime) -> PackDraft:
    """Write files anew, or take them out by None. Findings don't stand in the way here, only in that of signing."""
    trail.await_turn()
    draft = queries.locked(pk)
    checks.check_author(draft, by)
    checks.check_in_work(draft)
    checks.check_fresh(draft, version)
    for name, text in texts.items():
        checks.check_text(name, text or "")
    files = with_texts(draft.files, texts)
    if len(files) > checks.FILES_MAX:
        raise PackRefused(_("A pack holds at most %(most)s files.") % {"most": checks.FILES_MAX})
    return _changed(draft, files, by=by, at=at)


def _changed(draft: PackDraft, files: dict[str, str], *, by: User, at: datetime, **body: Any) -> PackDraft:
    names = [name for name in sorted({*files, *draft.files}) if files.get(name) != draft.files.get(name)]
    if not names and not body:
        return draft
    hashes = {
        name: hashlib.sha256(files[name].encode()).hexdigest() if name in files else "" for name in names
    }
    draft.files = files
    draft.version += 1
    draft.edited_at, draft.edited_by = at, by
    draft.save()
    _recorded(draft, "edited", by=by, at=at, files=hashes, sha256=pack_hash(files), **body)
    return draft


@transaction.atomic
def catch_up(pk: int, *, version: int, by: User, at: datetime) -> tuple[str, ...]:
    """Take in what was released since the draft began, file by file; names those that both sides changed.

    Those stay as the draft has them: their author compares and mends them.
    """
    trail.await_turn()
    draft = queries.locked(pk)
    checks.check_author(draft, by)
    checks.check_in_work(draft)
    checks.check_fresh(draft, version)
    sha256 = queries.sha_in_force()
    was, now, mine = (
        queries.files_of_release(draft.follows_sha),
        queries.files_of_release(sha256),
        draft.files,
    )
    both = []
    merged: dict[str, str] = {}
    for name in sorted({*was, *now, *mine}):
        taken = now.get(name) if mine.get(name) == was.get(name) else mine.get(name)
        if taken is not None:
            merged[name] = taken
        if len({was.get(name), now.get(name), mine.get(name)}) == 3:  # noqa: PLR2004 -- three sides, three texts
            both.append(name)
    draft.follows_sha = sha256
    _changed(draft, merged, by=by, at=at, follows=sha256, both=both)
    return tuple(both)


@transaction.atomic
def propose(pk: int, *, version: int, by: User, at: datetime) -> PackDraft:
    """Sign: these very bytes, by their author, without a finding."""
    trail.await_turn()
    draft = queries.locked(pk)
    checks.check_author(draft, by)
    checks.check_step(draft, S.PROPOSED, version)
    checks.check_follows(draft)
    pack = checks.check_whole(draft.files)
    draft.signed_sha, draft.signed_at, draft.signed_by = pack.sha256, at, by
    _moved(draft, S.PROPOSED)
    _recorded(
        draft, "proposed", by=by, at=at, sha256=pack.sha256, version=pack.version, signed_by=by.full_name
    )
    return draft


@transaction.atomic
def withdraw(pk: int, *, version: int, by: User, at: datetime) -> PackDraft:
    trail.await_turn()
    draft = queries.locked(pk)
    checks.check_author(draft, by)
    checks.check_step(draft, S.WITHDRAWN, version)
    draft.closed_at, draft.closed_by = at, by
    _moved(draft, S.WITHDRAWN)
    _recorded(draft, "withdrawn", by=by, at=at)
    return draft


@transaction.atomic
def give_back(pk: int, *, reason: str, version: int, by: User, at: datetime) -> PackDraft:
    """To its author, with a reason; the signature is gone, the trail keeps it."""
    trail.await_turn()
    draft = queries.locked(pk)
    checks.check_second(draft, by)
    checks.check_step(draft, S.RETURNED, version)
    draft.reason = reason
    draft.signed_sha, draft.signed_at, draft.signed_by = None, None, None
    _moved(draft, S.RETURNED)
    _recorded(draft, "returned", by=by, at=at, reason=reason)
    return draft


@transaction.atomic
def release(pk: int, *, version: int, by: User, at: datetime) -> PackRelease:
    """Put in force what its author signed: read again, byte for byte, by somebody else."""
    trail.await_turn()
    draft = queries.locked_proposed(pk) or queries.locked(pk)
    checks.check_second(draft, by)
    checks.check_step(draft, S.RELEASED, version)
    checks.check_follows(draft)
    pack = checks.check_whole(draft.files)
    if pack.sha256 != draft.signed_sha:
        raise PackRefused(_("These files are not what was signed: return the draft to its author."))
    made = PackRelease.objects.create(
        sha256=pack.sha256,
        pack_id=pack.id,
        version=pack.version,
        files=draft.files,
        released_at=at,
        released_by=by,
    )
    draft.release, draft.released_at, draft.released_by = made, at, by
    _moved(draft, S.RELEASED)
    _recorded(
        draft,
        "released",
        by=by,
        at=at,
        sha256=pack.sha256,
        version=pack.version,
        follows=draft.follows_sha,
        signed_by=draft.signed_by.actor.name,
    )
    queries.forget()
    return made


def _moved(draft: PackDraft, there: DraftState) -> None:
    draft.state = there
    draft.version += 1
    draft.save()
