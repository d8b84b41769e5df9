"""What a run tells whoever started it: any source that is not in the release as it should be is exit code 2."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from orchestration.run import RunOutcome, _problems_of
from warehouse.releases import SourceFact


def outcome_of(*statuses: str) -> RunOutcome:
    """The outcome of a run with a source of each of these states."""
    facts = [SourceFact(source_name=status, vendor="own", systems="erp", status=status) for status in statuses]
    release: Any = SimpleNamespace(manifest=SimpleNamespace(sources=facts))
    return RunOutcome(release, True, _problems_of(release))


@pytest.mark.parametrize("status", ["forced", "held_back", "missing", "stopped"])
def test_one_source_that_is_not_current_is_exit_code_2(status: str) -> None:
    found = outcome_of("current", status)
    assert (found.exit_code, list(found.problems)) == (2, [status])


def test_current_sources_alone_are_exit_code_0() -> None:
    assert outcome_of("current", "current").exit_code == 0
