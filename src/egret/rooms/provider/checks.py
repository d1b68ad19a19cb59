from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from .errors import ProviderRefused
from .models import Provider


def check_not_banned(provider: Provider, on: date) -> None:
    """A banned provider can't be contracted; what it has under way runs on."""
    if provider.banned_until and on <= provider.banned_until:
        said = {"name": provider.name, "day": provider.banned_until}
        raise ProviderRefused(
            _("%(name)s is banned from the programme until %(day)s: choose another provider.") % said,
            field="provider",
        )
