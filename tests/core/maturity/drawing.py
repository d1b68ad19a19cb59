"""Answers to the national table, drawn for properties and seeded for long proofs."""

from hypothesis import strategies as st
from tests.core.maturity.conftest import FILE

from egret.core.maturity import Answers, Kind, read_standard

STANDARD = read_standard(FILE.read_text(encoding="utf-8"), FILE.name)
QUESTIONS = {question.code: question for question in STANDARD.questions}
SCENARIOS = [scenario.code for scenario in STANDARD.scenarios]
NONE = frozenset("A")


@st.composite
def chosen(draw, question):
    keys = [option.key for option in question.options if not option.alone]
    if question.kind is Kind.SINGLE:
        return frozenset({draw(st.sampled_from(keys))})
    return draw(st.frozensets(st.sampled_from(keys))) or NONE


answers = st.builds(
    Answers,
    st.fixed_dictionaries({code: chosen(question) for code, question in QUESTIONS.items()}),
    st.fixed_dictionaries({code: st.integers(0, 4) for code in SCENARIOS}),
)


def seeded(rng, standard=STANDARD):
    """Answers drawn evenly over how good a firm is, so that every level comes up."""
    good = rng.random() ** 0.5
    choices = {}
    for question in standard.questions:
        keys = [option.key for option in question.options if not option.alone]
        if question.kind is Kind.SINGLE:
            place = min(len(keys) - 1, int((good + rng.uniform(-0.2, 0.3)) * len(keys)))
            choices[question.code] = frozenset({keys[max(place, 0)]})
        else:
            some = frozenset(key for key in keys if rng.random() < good)
            none = frozenset(option.key for option in question.options if option.alone)
            choices[question.code] = some or none
    scenes = {one.code: min(4, max(0, round(good * 4 + rng.gauss(0, 1)))) for one in standard.scenarios}
    return Answers(choices, scenes)
