from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from egret.core.banking.accounts import Account, check
from egret.core.identifiers import NotACreditCode, NotAnIndustryCode, credit_code, industry_code
from egret.core.packs.model import by_id
from egret.core.sizes import size_class
from egret.rooms.city import queries as city
from egret.rooms.people.models import Organisation, User
from egret.rooms.trail import actions as trail

from . import queries
from .errors import EnterpriseRefused
from .models import Enterprise
from .states import Title


@dataclass(frozen=True, slots=True)
class Particulars:
    """What an enterprise says of itself."""

    name: str
    credit_code: str
    district: str
    industry_code: str
    staff: int
    revenue_fen: int
    above_scale: bool
    bank_name: str
    account_no: str
    title: Title = Title.NONE


def checked(particulars: Particulars) -> Particulars:
    """The same with its codes folded and checked; the refusal says which one is wrong and why."""
    try:
        code = credit_code(particulars.credit_code)
    except NotACreditCode as fault:
        raise EnterpriseRefused(_code_fault(fault.code), field="credit_code") from None
    try:
        industry = industry_code(particulars.industry_code)
        by_id(city.pack().districts, particulars.district)
    except NotAnIndustryCode:
        message = _("Write the four digits of your GB/T 4754 class, for instance 3974.")
        raise EnterpriseRefused(message, field="industry_code") from None
    except KeyError:
        raise EnterpriseRefused(_("Choose one of the districts."), field="district") from None
    if queries.registered(code):
        message = _(
            "This credit code is registered already. Sign in, or ask your colleague who holds the account."
        )
        raise EnterpriseRefused(message, field="credit_code")
    return Particulars(**{**asdict(particulars), "credit_code": code, "industry_code": industry})


@transaction.atomic
def register(particulars: Particulars, *, organisation: Organisation, by: User, at: datetime) -> Enterprise:
    particulars = checked(particulars)
    pilot = city.pack().industry_of(particulars.industry_code)
    enterprise = Enterprise.objects.create(
        organisation=organisation,
        **asdict(particulars),
        pilot_industry=pilot.id if pilot else "",
        size_class=size_class(queries.size_rule(), particulars.staff, particulars.revenue_fen),
        registered_at=at,
        registered_by=by,
    )
    trail.record(
        verb="enterprise.registered",
        subject=enterprise.case,
        case=enterprise.case,
        by=by.actor,
        at=at,
        body={
            **asdict(particulars),
            "size_class": enterprise.size_class,
            "pilot_industry": enterprise.pilot_industry,
        },
    )
    return enterprise


@transaction.atomic
def change_account(pk: int, given: Account, *, by: User, at: datetime) -> Enterprise:
    """Where its money goes from now on; an order that was made keeps the account it was made with."""
    trail.await_turn()
    enterprise = queries.locked(pk)
    checked = check(given, enterprise.name)
    if checked.faults:
        raise EnterpriseRefused(_("No bank would pay to this account: look at what is marked."))
    account = checked.account
    told = {"bank_name": account.bank, "account_no": account.number, "bank_no": account.bank_no}
    if all(getattr(enterprise, name) == value for name, value in told.items()):
        raise EnterpriseRefused(_("This is the account that is known already."))
    before = enterprise.account_no
    for name, value in told.items():
        setattr(enterprise, name, value)
    enterprise.account_changed_at, enterprise.account_changed_by = at, by
    enterprise.save()
    trail.record(
        verb="enterprise.account_changed",
        subject=enterprise.case,
        case=enterprise.case,
        by=by.actor,
        at=at,
        body={**told, "before": before},
    )
    return enterprise


@transaction.atomic
def ban(pk: int, until: date | None, *, by: User, at: datetime) -> Enterprise:
    """Until the last day of what is in force against it; None lifts the ban."""
    trail.await_turn()
    enterprise = queries.locked(pk)
    enterprise.banned_until = until
    enterprise.save()
    trail.record(
        verb="enterprise.banned" if until else "enterprise.ban_lifted",
        subject=enterprise.case,
        case=enterprise.case,
        by=by.actor,
        at=at,
        body={"until": until.isoformat() if until else ""},
    )
    return enterprise


def _code_fault(code: str) -> str:
    return {
        "empty": _("Write the 18 characters of the unified social credit code on your business licence."),
        "length": _("A unified social credit code has 18 characters."),
        "characters": _(
            "A unified social credit code has digits and capital letters only, without I, O, S, V and Z."
        ),
        "check": _(
            "The last character does not fit the others: compare the code with your business licence."
        ),
    }[code]
