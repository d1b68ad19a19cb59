"""Sanctions: what the pack lets an officer decide, what was decided, until when somebody is banned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Max, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from egret.core.findings import Finding
from egret.core.ledger.accounts import State
from egret.core.packs.model import Party, SanctionRule, by_id
from egret.rooms.city import queries as city
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.enterprise.models import Enterprise
from egret.rooms.people.models import User
from egret.rooms.people.states import Role
from egret.rooms.provider.models import Provider
from egret.rooms.subsidy.models import Award
from egret.rooms.subsidy.states import AwardState

from ..errors import PaymentRefused
from ..models import Leg, Recovery, Sanction
from ..states import SanctionState

N = SanctionState
_WITH = ("enterprise__organisation", "provider__organisation", "award", "proof")
_BANS = (N.IN_FORCE, N.PAID)


def rules(party: Party | None = None) -> tuple[SanctionRule, ...]:
    """What the pack in force knows, for a party or at all."""
    return tuple(one for one in city.pack().sanctions if party is None or party in one.parties)


def rule(rule_id: str) -> SanctionRule:
    try:
        return by_id(city.pack().sanctions, rule_id)
    except KeyError:
        raise PaymentRefused(_("The pack knows no such sanction."), field="rule") from None


def rule_of(sanction: Sanction) -> SanctionRule:
    """The rule as it was when the sanction was proposed."""
    return by_id(city.pack_of(sanction.pack_sha).sanctions, sanction.rule)


def visible_to(user: User) -> QuerySet[Sanction]:
    """A party sees what is in force against it, offices those of their enterprises and, citywide, of providers."""
    rows = Sanction.objects.select_related(*_WITH, "proposed_by", "decided_by", "answered_by")
    known = ~Q(state__in=[N.PROPOSED, N.REFUSED])
    match Role(user.role):
        case Role.PROVIDER:
            return rows.filter(known, provider__organisation=user.organisation_id)
        case Role.ENTERPRISE:
            return rows.filter(known, enterprise__organisation=user.organisation_id)
        case Role.CITY | Role.FINANCE | Role.AUDITOR:
            return rows
        case _:
            return rows.filter(enterprises.scope(user, "enterprise__"), enterprise__isnull=False)


def locked(pk: int) -> Sanction:
    return Sanction.objects.select_for_update(of=("self",)).select_related(*_WITH).get(pk=pk)


def to_decide(user: User) -> QuerySet[Sanction]:
    return visible_to(user).filter(state=N.PROPOSED).exclude(proposed_by=user)


def to_answer(user: User) -> QuerySet[Sanction]:
    rows = visible_to(user).filter(state=N.IN_FORCE, objected_at__isnull=False, answered_at=None)
    return rows.exclude(proposed_by=user)


def fines_due(user: User) -> QuerySet[Sanction]:
    return visible_to(user).filter(state=N.IN_FORCE, fine_fen__gt=0)


def recalled_awards(party: Enterprise | Provider) -> QuerySet[Award]:
    """Whose money was demanded back, and which may be fined."""
    own = {"provider" if isinstance(party, Provider) else "enterprise": party}
    fined = Sanction.objects.exclude(state__in=[N.REFUSED, N.DROPPED]).filter(award__isnull=False)
    rows = Award.objects.filter(**own, state__in=[AwardState.RECOVERY_DUE, AwardState.RECOVERED])
    return rows.exclude(pk__in=fined.values("award")).order_by("pk")


def ban_of(party: Enterprise | Provider) -> date | None:
    """The last day of whatever is in force against the party."""
    own = {"provider" if isinstance(party, Provider) else "enterprise": party}
    return Sanction.objects.filter(**own, state__in=_BANS).aggregate(last=Max("banned_until"))["last"]


def entry_used(entry: str) -> bool:
    """Whether an entry of the bank explains something else already."""
    fines = Sanction.objects.filter(bank_entry=entry).exists()
    return fines or Recovery.objects.filter(bank_entry=entry).exists()


def shows_file(user: User, pk: int) -> bool:
    return visible_to(user).filter(proof=pk).exists()


def faults() -> Iterator[Finding]:
    """Each fine that is in force or paid stands in the books where it should, and no other does."""
    booked: dict[str, dict[str, int]] = {}
    rows = Leg.objects.filter(state__in=[State.FINE_DUE, State.FINE_PAID]).order_by()
    for project, state, fen in rows.values_list("project", "state").annotate(sum=Sum("fen")):
        booked.setdefault(project, {})[state] = fen
    for one in Sanction.objects.order_by("pk"):
        due = one.fine_fen if one.state == N.IN_FORCE else 0
        paid = one.fine_fen if one.state == N.PAID else 0
        found = booked.get(one.project, {})
        if (found.get(State.FINE_DUE, 0), found.get(State.FINE_PAID, 0)) != (due, paid):
            wrong = f"{due} fen are due and {paid} paid, the books say otherwise"
            yield Finding("sanctions", one.no, wrong, "Compare with the postings")
