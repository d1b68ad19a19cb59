"""The demo's ready accounts: one of each part, so that a visitor can look in from every desk."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from egret.rooms.people import actions, queries
from egret.rooms.people.states import Role

PASSWORD = "egret-demo-2025"  # noqa: S105 -- printed by `egret accounts`, for the demo alone


@dataclass(frozen=True, slots=True)
class Account:
    username: str
    label: str
    role: Role


READY = (
    Account("owner", "企业：已注册、已自评，尚未申报", Role.ENTERPRISE),
    Account("owner2", "企业：第一批试点，合同已审核、首期已到账，可申请验收", Role.ENTERPRISE),
    Account("provider", "服务商：有合同待确认", Role.PROVIDER),
    Account("assessor", "评测人员：有待现场评定的企业", Role.ASSESSOR),
    Account("district", "区级经办：有申报与合同待审", Role.DISTRICT),
    Account("district2", "区级经办二：有申报与合同待审", Role.DISTRICT),
    Account("city", "市级经办：有复核、派员与验收确认待办", Role.CITY),
    Account("city2", "市级经办二：可审看并发布他人签署的规则包", Role.CITY),
    Account("maker", "财政经办", Role.FINANCE),
    Account("checker", "财政复核", Role.FINANCE),
    Account("releaser", "财政签发", Role.FINANCE),
    Account("auditor", "审计", Role.AUDITOR),
)


def open_for_visitors() -> None:
    """Gives the ready accounts their printed password. Refused outside the demo."""
    if not settings.DEMO:
        raise RuntimeError("only the demo has ready accounts")
    for account in READY:
        actions.set_password(queries.user(account.username), PASSWORD)
