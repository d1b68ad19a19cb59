from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from egret.base import clock
from egret.rooms.city import queries as city
from egret.rooms.people.states import Role

OFFICES = (Role.DISTRICT, Role.CITY, Role.FINANCE, Role.AUDITOR)
_OFFICE_MENU = (
    ("office:home", _("To do"), "see_cases"),
    ("office:submissions", _("Applications"), "see_cases"),
    ("office:notices", _("Notices and lists"), "see_cases"),
    ("office:contracts", _("Contracts"), "see_cases"),
    ("office:acceptances", _("Acceptances"), "see_cases"),
    ("office:claims", _("Claims"), "see_cases"),
    ("office:awards", _("Awards"), "see_cases"),
    ("office:vouchers", _("Vouchers"), "see_cases"),
    ("office:sanctions", _("Sanctions"), "see_cases"),
    ("office:orders", _("Payments"), "see_money"),
    ("office:funds", _("Funds"), "see_money"),
    ("office:indicators", _("Indicators"), "see_indicators"),
    ("office:levels", _("Digital levels"), "see_indicators"),
    ("office:packs", _("City pack"), "see_pack"),
    ("office:reforms", _("Reforms"), "see_reforms"),
    ("office:trail", _("Trail"), "see_trail"),
)
_MENUS = {
    Role.ENTERPRISE: (
        ("enterprise:home", _("My file"), "own_file"),
        ("enterprise:assess", _("Digital level"), "own_file"),
        ("enterprise:apply", _("Application"), "apply"),
        ("enterprise:contract", _("Contract"), "file_contract"),
        ("enterprise:acceptance", _("Acceptance"), "file_contract"),
        ("enterprise:claims", _("What I may get"), "own_file"),
        ("enterprise:vouchers", _("Vouchers"), "own_file"),
        ("enterprise:money", _("Money"), "own_file"),
    ),
    Role.PROVIDER: (
        ("provider:home", _("Contracts"), "confirm_contract"),
        ("provider:vouchers", _("Vouchers"), "confirm_contract"),
        ("provider:sanctions", _("Sanctions"), "confirm_contract"),
        ("provider:account", _("My account"), "confirm_contract"),
    ),
    Role.ASSESSOR: (
        ("assessor:home", _("Visits"), "visit"),
        ("assessor:seconds", _("Second ratings"), "visit"),
    ),
    **dict.fromkeys(OFFICES, _OFFICE_MENU),
}
_PUBLIC_MENU = (
    ("public:home", _("Overview"), ""),
    ("public:assess", _("Self-assessment"), ""),
    ("public:calculator", _("Calculator"), ""),
    ("public:notices", _("Notices"), ""),
    ("public:lists", _("Lists"), ""),
    ("public:indicators", _("Indicators"), ""),
    ("public:verification", _("Verification"), ""),
)


def page(request: HttpRequest) -> dict[str, Any]:
    """What every page shows: the city, the menu of this desk, the demo's clock."""
    user: Any = getattr(request, "user", None)
    role = getattr(user, "role", None)
    entries = _MENUS.get(role, _PUBLIC_MENU)
    match = request.resolver_match
    return {
        "pack": city.pack(),
        "english": get_language() == "en",
        "menu": [
            {"url": reverse(name), "label": label, "here": bool(match) and match.view_name == name}
            for name, label, permission in entries
            if not permission or user.may(permission)
        ],
        "demo_now": clock.now() if settings.DEMO else None,
    }
