"""A row of each table, for tests that need one standing there. What has a history comes from `tests.journeys.loop`."""

from tests.factories.promised import *  # noqa: F403
from tests.factories.rows import *  # noqa: F403
from tests.factories.treasury import *  # noqa: F403
