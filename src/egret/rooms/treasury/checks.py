from __future__ import annotations

from django.utils.translation import gettext as _

from egret.core.money import yuan
from egret.core.policy.explaining import rate_text

from . import queries
from .errors import PaymentRefused


def check_shares() -> None:
    """No rule of shares is broken by what stands in the books now."""
    for share in queries.shares():
        if share.standing.broken:
            said = {
                "source": queries.source_name(share.rule.fund_source),
                "least": rate_text(share.rule.at_least),
                "over": yuan(share.standing.others_fen - share.standing.most_fen),
            }
            raise PaymentRefused(
                _(
                    "At least %(least)s of “%(source)s” is for one purpose: this would give ¥%(over)s too much to others."
                )
                % said
            )
