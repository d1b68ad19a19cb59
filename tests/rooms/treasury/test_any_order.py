"""Whatever happens to money, in whatever order, the books say what a plain model says. `make prove` does many more."""

import pytest
from tests.prove import treasury_machine

EXAMPLES, STEPS = 8, 25


@pytest.mark.django_db
def test_no_sequence_of_events_leads_the_books_astray():
    treasury_machine.run(EXAMPLES, STEPS, derandomize=True)
