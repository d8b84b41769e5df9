"""The small company's plan, made once for all tests that read it."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from forecasting.planning.publish import publish_plan
from tests.unit.forecasting.planning.small_plan import AS_OF, CORE, Plan


@pytest.fixture(scope="session")
def plan() -> Iterator[Plan]:
    with duckdb.connect() as connection:
        connection.execute(CORE)
        yield connection, publish_plan(connection, AS_OF)
