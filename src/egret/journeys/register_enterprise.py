from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from egret.rooms.enterprise import actions as enterprises
from egret.rooms.enterprise.actions import Particulars
from egret.rooms.enterprise.errors import EnterpriseRefused
from egret.rooms.people import actions as people
from egret.rooms.people import queries as known
from egret.rooms.people.states import OrganisationKind, Role

if TYPE_CHECKING:
    from egret.rooms.enterprise.models import Enterprise
    from egret.rooms.people.models import User


@transaction.atomic
def register_enterprise(
    particulars: Particulars, *, username: str, full_name: str, at: datetime, password: str | None = None
) -> tuple[Enterprise, User]:
    """The enterprise, its organisation and the account of whoever registers it."""
    particulars = enterprises.checked(particulars)
    if known.taken(username):
        raise EnterpriseRefused(_("This user name is taken: choose another."), field="username")
    system = known.system()
    organisation = people.found_organisation(
        particulars.name, kind=OrganisationKind.ENTERPRISE, district=particulars.district, by=system, at=at
    )
    user = people.open_account(
        username, role=Role.ENTERPRISE, full_name=full_name, place=organisation, by=system, at=at
    )
    if password:
        people.set_password(user, password)
    return enterprises.register(particulars, organisation=organisation, by=user, at=at), user
