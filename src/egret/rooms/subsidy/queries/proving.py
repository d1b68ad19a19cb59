"""Does an award compute again to the fen? Yes, no, or: not here, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from egret.core.money import yuan
from egret.core.policy.evaluation import CaseRefused
from egret.rooms.city.errors import PackSpoilt, PackUnreadable

from ..errors import NotRecomputable
from ..models import Award
from .computing import recomputed, retold_otherwise


@dataclass(frozen=True, slots=True)
class Proof:
    """`holds` is None where this Egret can't compute the award again; `why` tells what stands in the way."""

    holds: bool | None
    why: str = ""


def proof_of(award: Award) -> Proof:
    try:
        found = recomputed(award)
    except PackSpoilt as spoilt:
        return Proof(holds=False, why=spoilt.message)
    except (PackUnreadable, NotRecomputable) as closed:
        return Proof(holds=None, why=closed.message)
    except CaseRefused as refused:
        return Proof(holds=False, why=f"{refused.code} {refused.term.label}")
    for fact, fen in retold_otherwise(award).items():
        said = {"fact": fact, "kept": yuan(int(award.facts.get(fact, 0))), "found": yuan(fen)}
        why = _("“%(fact)s” was ¥%(kept)s; its documents come to ¥%(found)s.") % said
        return Proof(holds=False, why=why)
    told = (found.due_fen, found.settlement.settled_fen, found.short_fen, found.delta_fen)
    if told != (award.due_fen, award.settled_fen, award.short_fen, award.delta_fen):
        return Proof(holds=False, why=_("Computed anew it comes to other amounts."))
    return Proof(holds=True)


@dataclass(frozen=True, slots=True)
class Recount:
    """How many awards compute again; those that don't, and those that nobody can tell of here, each by its number."""

    right: int
    wrong: dict[str, str]
    closed: dict[str, str]


def recount(awards: Iterable[Award]) -> Recount:
    right, wrong, closed = 0, {}, {}
    for award in awards:
        proof = proof_of(award)
        if proof.holds is None:
            closed[award.no] = proof.why
        elif proof.holds:
            right += 1
        else:
            wrong[award.no] = proof.why
    return Recount(right, wrong, closed)
