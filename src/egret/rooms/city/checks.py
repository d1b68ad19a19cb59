from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from django.utils.translation import gettext as _

from egret.core.findings import Finding
from egret.core.maturity.registry import UnknownStandard
from egret.core.maturity.steps import check_steps
from egret.core.packs.model import Pack
from egret.core.packs.reading import STEPS, BadPack, read_pack
from egret.core.packs.succession import lost
from egret.core.workflow import MoveRefused, check_move
from egret.rooms.people.models import User

from . import queries
from .errors import PackRefused
from .models import PackDraft
from .states import IN_WORK, MOVES, DraftState

NAME = re.compile(r"(?:[\w-]{1,60}/)?[\w-]{1,60}\.(?:toml|csv)")
FILES_MAX, FILE_MAX = 200, 400_000  # files of a pack; characters of one of them
VERSION_MAX = 20


def read(files: Mapping[str, str]) -> tuple[Pack | None, tuple[Finding, ...]]:
    """The pack that these files make, or everything that stands in its way; also what the pack in force would lose."""
    found, findings = _read(tuple(sorted(files.items())))
    return found, findings or (tuple(sorted(lost(queries.pack(), found))) if found else ())


@lru_cache(maxsize=16)
def _read(files: tuple[tuple[str, str], ...]) -> tuple[Pack | None, tuple[Finding, ...]]:
    """Every page of a draft asks for the same files again."""
    try:
        found = read_pack(dict(files))
        return found, _steps(found)
    except BadPack as bad:
        return None, bad.findings
    except (ValueError, LookupError, ArithmeticError, TypeError, AttributeError, RecursionError) as fault:
        # The reader met what it does not expect: whoever types must be told, not shown a broken page.
        wrong = f"can't be read: {type(fault).__name__} {fault}"
        return None, (Finding("pack", "", wrong, "Take the last change back, or write it in another way"),)


def _steps(pack: Pack) -> tuple[Finding, ...]:
    """What in the pack's prices of steps is no step of their standard."""
    if pack.steps is None:
        return ()
    try:
        standard = queries.registry().measure(pack.steps.standard).standard
    except UnknownStandard:
        wrong = f"{pack.steps.standard!r} is another standard"
        return (Finding(STEPS, "standard", wrong, "Write the id of a standard whose questions are known"),)
    return check_steps(pack.steps, standard, STEPS)


def check_text(name: str, text: str) -> None:
    if not NAME.fullmatch(name):
        raise PackRefused(
            _(
                "Name a file like clauses/09-training.toml: letters, digits, - and _, ending in .toml or .csv."
            ),
            field="name",
        )
    if len(text) > FILE_MAX or "\0" in text:
        raise PackRefused(_("The file is too long, or holds a sign that no text has."), field="text")


def check_author(draft: PackDraft, by: User) -> None:
    if draft.drafted_by_id != by.pk:
        raise PackRefused(
            _("Only its author changes, signs or withdraws a draft. Begin one of your own from it.")
        )


def check_second(draft: PackDraft, by: User) -> None:
    if by.pk in {draft.signed_by_id, draft.drafted_by_id}:
        raise PackRefused(_("You signed this draft: somebody else must look at it and release it."))


def check_fresh(draft: PackDraft, version: int) -> None:
    if version != draft.version:
        raise PackRefused(
            _(
                "This draft was changed while your page was open. What you typed stands below; look at the draft anew."
            )
        )


def check_in_work(draft: PackDraft) -> None:
    if DraftState(draft.state) not in IN_WORK:
        raise PackRefused(_("This draft is signed or closed: it can't be changed any more."))


def check_step(draft: PackDraft, there: DraftState, version: int) -> None:
    check_fresh(draft, version)
    try:
        check_move(MOVES, DraftState(draft.state), there)
    except MoveRefused:
        raise PackRefused(_("This draft has moved on already: this step is no longer open.")) from None


def check_follows(draft: PackDraft) -> None:
    """What was released since this draft began would be undone by it unseen."""
    if queries.sha_in_force() != draft.follows_sha:
        raise PackRefused(
            _("Another pack was released since this draft began. Take its changes in first, then sign.")
        )


def check_whole(files: Mapping[str, str]) -> Pack:
    found, findings = read(files)
    if found is None or findings:
        raise PackRefused(_("The pack has findings: mend them first."), findings=findings)
    if len(found.version) > VERSION_MAX:
        raise PackRefused(
            _("Keep the version to %(most)s signs: write another into pack.toml.") % {"most": VERSION_MAX}
        )
    if queries.version_taken(found.version):
        raise PackRefused(
            _("Version %(version)s was released already: write another into pack.toml.")
            % {"version": found.version}
        )
    return found
