"""What answers come to while they are still being given: the score so far and the levels still within reach."""

from __future__ import annotations

from dataclasses import dataclass

from egret.core.maturity.scoring import Answers, Result, score
from egret.core.maturity.standard import LEVELS, Kind, Question, Standard


@dataclass(frozen=True, slots=True)
class SoFar:
    """`least` takes everything open as nothing, `most` as the best there is; the truth lies between them."""

    least: Result
    most: Result
    open_questions: tuple[str, ...]
    open_scenarios: tuple[str, ...]

    @property
    def whole(self) -> bool:
        return not self.open_questions and not self.open_scenarios


def so_far(standard: Standard, answers: Answers) -> SoFar:
    """Raises AnswerRefused for what is answered wrongly, never for what is open; an empty choice is open."""
    given = {code: keys for code, keys in answers.choices.items() if keys}
    questions = tuple(question for question in standard.questions if question.code not in given)
    scenarios = tuple(scenario.code for scenario in standard.scenarios if scenario.code not in answers.scenes)
    nothing = {question.code: _worst(question) for question in questions}
    everything = {question.code: _best(question) for question in questions}
    least = Answers({**given, **nothing}, {**answers.scenes, **dict.fromkeys(scenarios, 0)})
    most = Answers({**given, **everything}, {**answers.scenes, **dict.fromkeys(scenarios, LEVELS)})
    codes = tuple(question.code for question in questions)
    return SoFar(score(standard, least), score(standard, most), codes, scenarios)


def _worst(question: Question) -> frozenset[str]:
    return frozenset({min(question.options, key=lambda option: option.points).key})


def _best(question: Question) -> frozenset[str]:
    if question.kind is Kind.SINGLE:
        return frozenset({max(question.options, key=lambda option: option.points).key})
    return frozenset(option.key for option in question.options if not option.alone)
