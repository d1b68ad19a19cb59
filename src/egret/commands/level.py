"""`egret level`: what answers come to, and the cheapest way up from them."""

from __future__ import annotations

from argparse import Namespace
from fractions import Fraction
from typing import Any

from django.conf import settings

from egret.core.maturity import AnswerRefused, Hold, Lack, Result, Standard, score
from egret.core.maturity.numbers import Contradiction, Weight, contradictions, plain
from egret.core.maturity.partial import so_far
from egret.core.maturity.payload import Payload, read_payload
from egret.core.maturity.plain_results import lack_plain, result_plain
from egret.core.maturity.roadmap import By, Improvement, OutOfReach, Plan, Roadmaps
from egret.core.maturity.steps import StepTable, check_steps, read_steps
from egret.core.money import yuan
from egret.core.packs.reading import STEPS
from egret.core.reading import BadFile, opened
from egret.rooms.assessment import queries as assessments

from .answer import Answer, NotCalledSo, faulty


def level(options: Namespace) -> Answer:
    """Answers that can't be read or are open exit 1; so do numbers that can't be, and a level out of reach."""
    try:
        payload = read_payload(options.answers.read_bytes(), options.answers.name, assessments.registry())
        return _WHAT[options.what](payload, options)
    except BadFile as bad:
        return faulty(bad.findings)


def _score(payload: Payload, options: Namespace) -> Answer:
    standard, answers = payload.measure.standard, payload.answers
    found = contradictions(standard, payload.measure.rules, answers.choices, answers.scenes, payload.facts)
    told = [_contradiction(one, options.language) for one in found]
    warned = [f"{'✗' if one['weight'] == Weight.IMPOSSIBLE else '!'} {one['sentence']}" for one in told]
    if payload.open_codes:
        return _open(payload, options, told, warned)
    result = score(standard, answers)
    text = [*_result_text(standard, result, options.language), *warned]
    well = all(one.weight is not Weight.IMPOSSIBLE for one in found)
    return Answer("\n".join(text), {**result_plain(standard, result), "contradictions": told}, well)


def _open(payload: Payload, options: Namespace, told: list[dict[str, Any]], warned: list[str]) -> Answer:
    """Not to be scored yet: what is open, and what is still within reach."""
    here = so_far(payload.measure.standard, payload.answers)
    least, most = here.least, here.most
    known = {
        "open": list(payload.open_codes),
        "score": [_points(least.score), _points(most.score)],
        "level": [least.level, most.level],
        "contradictions": told,
    }
    said = _SAID[options.language]
    text = [
        f"✗ {said['open']}: {', '.join(payload.open_codes)}",
        f"{said['score']} {_points(least.score)}–{_points(most.score)}, {said['level']} {least.level}–{most.level}",
    ]
    return Answer("\n".join([*text, *warned]), known, well=False)


def _roadmap(payload: Payload, options: Namespace) -> Answer:
    standard = payload.measure.standard
    if payload.open_codes:
        return _score(payload, options)
    if not 1 <= options.to <= len(standard.levels):
        raise NotCalledSo(f"--to takes 1 to {len(standard.levels)}")
    table = _steps(standard, options)
    try:
        ways = Roadmaps(standard, payload.answers, table, without=(*payload.without, *options.without))
    except AnswerRefused as refused:
        raise NotCalledSo(f"--without: {refused.question} is no step") from None
    found = ways.to(options.to, By(options.by))
    here = {"from": ways.now.level, "to": options.to, "by": options.by}
    if isinstance(found, OutOfReach):
        lacks = [lack_plain(hold) for hold in found.lacks]
        text = "\n".join(f"✗ {_lack_text(hold, options.language)}" for hold in found.lacks)
        return Answer(text, {**here, "plan": None, "lacks": lacks}, well=False)
    return Answer(_plan_text(standard, found, options.language), {**here, "plan": _plan(standard, found)})


def _steps(standard: Standard, options: Namespace) -> StepTable:
    folder = options.pack or settings.CITIES_DIR / settings.CITY
    path = folder / STEPS
    if not path.exists():
        raise NotCalledSo(f"{folder.name} holds no {STEPS}")
    findings: list[Any] = []
    top = opened(path.read_text("utf-8"), STEPS, findings)
    table = read_steps(top)
    top.close()
    findings += check_steps(table, standard, STEPS) if not findings else ()
    if findings:
        raise BadFile(tuple(findings))
    return table


def _points(points: Fraction) -> str:
    return plain(points)


def _contradiction(one: Contradiction, language: str) -> dict[str, Any]:
    return {
        "code": one.code,
        "weight": one.weight,
        "questions": list(one.questions),
        "sentence": one.told(language),
    }


def _result_text(standard: Standard, result: Result, language: str) -> list[str]:
    said = _SAID[language]
    named = {one.code: one.name_en if language == "en" else one.name for one in standard.dimensions}
    parts = ", ".join(
        f"{named[one.code]} {_points(one.points)}/{_points(one.of)}" for one in result.dimensions
    )
    return [
        f"✓ {said['level']} {result.level}",
        f"{said['score']} {_points(result.score)} ({parts})",
        f"{said['by_score']} {result.score_level}, {said['by_scenarios']} {result.scene_level}",
        *(f"→ {_lack_text(hold, language)}" for hold in result.holding_back),
    ]


def _lack_text(hold: Hold, language: str) -> str:
    said = _SAID[language]
    where = f" [{' '.join(hold.open_to)}]" if hold.open_to else ""
    return f"{said[hold.lack]}: {_points(hold.has)} / {_points(hold.needs)}{where}"


def _plan(standard: Standard, plan: Plan) -> dict[str, Any]:
    return {
        "steps": [
            {
                "id": one.step.id,
                "low_fen": one.step.low_fen,
                "high_fen": one.step.high_fen,
                "begins": one.begins,
                "months": one.step.months,
                "points": _points(one.points),
                "needs": list(one.step.needs),
            }
            for one in plan.improvements
        ],
        "low_fen": plan.low_fen,
        "high_fen": plan.high_fen,
        "months_together": plan.months_together,
        "months_in_turn": plan.months_in_turn,
        "then": result_plain(standard, plan.result),
        "proven_least": plan.proof.least,
        "searched": plan.proof.nodes,
    }


def _plan_text(standard: Standard, plan: Plan, language: str) -> str:
    said = _SAID[language]
    titles = _titles(standard, language)
    proof = said["proven"] if plan.proof.least else said["unproven"]
    head = (
        f"✓ {said['level']} {plan.result.level}, {_points(plan.result.score)} {said['points_word']}: "
        f"{len(plan.improvements)} {said['steps']}, {yuan(plan.low_fen)}–{yuan(plan.high_fen)} {said['yuan']}, "
        f"{plan.months_together} {said['months']} ({said['in_turn']} {plan.months_in_turn}); {proof}"
    )
    return "\n".join([head, *(_step_text(one, titles, said) for one in plan.improvements)])


def _step_text(one: Improvement, titles: dict[str, str], said: dict[str, str]) -> str:
    gives = f"+{_points(one.points)}" if one.points else "★"
    price = f"{yuan(one.step.low_fen)}–{yuan(one.step.high_fen)}"
    return f"{one.step.id:<6} {gives:>6} {price:>24} {one.begins:>3}+{one.step.months} {said['months']}  {titles[one.step.id]}"


def _titles(standard: Standard, language: str) -> dict[str, str]:
    english = language == "en"
    found = {
        f"{question.code}.{option.key}": f"{question.title_en if english else question.title}: "
        f"{option.label_en if english else option.label}"
        for question in standard.questions
        for option in question.options
    }
    for scenario in standard.scenarios:
        for rung, told in enumerate(scenario.levels_en if english else scenario.levels, 1):
            found[f"{scenario.code}.{rung}"] = (
                f"{scenario.name_en if english else scenario.name} {rung}: {told}"
            )
    return found


_SAID: dict[str, dict[str, str]] = {
    "zh": {
        "level": "等级",
        "score": "得分",
        "by_score": "按得分",
        "by_scenarios": "按场景",
        "open": "尚未作答",
        "points_word": "分",
        "steps": "步",
        "yuan": "元",
        "months": "个月",
        "in_turn": "逐项进行",
        "proven": "已证明为最优",
        "unproven": "尚未证明为最优",
        Lack.POINTS: "得分不足",
        Lack.SCENARIOS: "场景数不足",
        Lack.BINDING: "约束性场景数不足",
    },
    "en": {
        "level": "level",
        "score": "score",
        "by_score": "by score",
        "by_scenarios": "by scenarios",
        "open": "not answered yet",
        "points_word": "points",
        "steps": "steps",
        "yuan": "yuan",
        "months": "months",
        "in_turn": "one after the other",
        "proven": "proven the least",
        "unproven": "not proven the least",
        Lack.POINTS: "too few points",
        Lack.SCENARIOS: "too few scenarios",
        Lack.BINDING: "too few binding scenarios",
    },
}
_WHAT = {"score": _score, "roadmap": _roadmap}
