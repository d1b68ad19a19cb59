"""A pack's form filled in by somebody who doesn't exist: whatever its fields are, by their type and what their label says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from egret.core.packs.model import Field, Form

from .world import DAY, World

PRODUCTS = (
    "传感器件，售予本地整机厂",
    "配电控制柜，售予工程公司",
    "医用耗材，售予医院",
    "显示模组，售予终端厂",
)
AIM = "打通订单、生产与库存数据，缩短交期（演示）"
ADDED = "补充：主导产品占营业收入七成以上（演示）"
FEN_PER_WAN = 1_000_000


def filled(world: World, form: Form, me: Any) -> dict[str, Any]:
    """An answer to every field, as it is typed."""
    return {field.id: _ANSWERS[field.type](world, field, me) for field in form.fields}


def added(form: Form) -> dict[str, Any]:
    """What is written anew when the application comes back; nothing where the form holds no text."""
    texts = [field for kind in ("long_text", "text") for field in form.fields if field.type == kind]
    return {field.id: ADDED[: field.max] for field in texts[:1]}


def _text(world: World, field: Field, _me: Any) -> str:
    label = field.term.label
    if "人" in label:
        said = "演示联系人"
    elif "产品" in label:
        said = world.rng.choice(PRODUCTS)
    else:
        said = f"{label}（演示）"
    return said[: field.max]


def _phone(_world: World, _field: Field, me: Any) -> str:
    return f"000-5550{me.firm.serial % 10000:04d}"


def _money(world: World, field: Field, _me: Any) -> str:
    fen = min(world.rng.randint(20, 150) * FEN_PER_WAN, field.max)
    return f"{fen // 100}.{fen % 100:02d}"


def _day(world: World, field: Field, _me: Any) -> str:
    day = min(world.day + 200 * DAY, date(world.day.year, 12, 31), field.to_on or date.max)
    return max(day, field.from_on or date.min).isoformat()


def _choice(world: World, field: Field, _me: Any) -> str:
    return world.rng.choice(field.options).id


def _choices(world: World, field: Field, _me: Any) -> list[str]:
    ids = [option.id for option in field.options]
    return world.rng.sample(ids, world.rng.randint(1, min(3, len(ids))))


def _attachment(world: World, field: Field, me: Any) -> str:
    paper = world.paper(
        f"{field.term.label}.pdf", f"for {field.id}", of=me.own.organisation, by=me.user, at=world.at()
    )
    return str(paper.pk)


_ANSWERS: dict[str, Callable[[World, Field, Any], Any]] = {
    "text": _text,
    "long_text": lambda _world, field, _me: AIM[: field.max],
    "phone": _phone,
    "money": _money,
    "date": _day,
    "choice": _choice,
    "choices": _choices,
    "attachment": _attachment,
    "pledge": lambda _world, _field, _me: True,
}
