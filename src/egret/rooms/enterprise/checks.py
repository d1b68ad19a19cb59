from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from .errors import EnterpriseRefused
from .models import Enterprise


def check_not_banned(enterprise: Enterprise, on: date) -> None:
    """Whoever is banned applies for nothing, claims nothing and signs nothing that public money pays."""
    if enterprise.banned_until and on <= enterprise.banned_until:
        said = {"name": enterprise.name, "day": enterprise.banned_until}
        raise EnterpriseRefused(
            _("%(name)s is banned from the programme until %(day)s: nothing can be asked for before.") % said
        )
