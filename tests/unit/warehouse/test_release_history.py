"""What builds did stands in a release, is verified like all else, and makes no two releases differ."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pytest

from warehouse.errors import ReleaseError
from warehouse.releases import Candidate, add_history, audit, built_at, diff, publish, verify
from warehouse.settings import Settings

MakeCandidate = Callable[[int], Candidate]


def told(seconds: int) -> Callable[[duckdb.DuckDBPyConnection], None]:
    return lambda connection: connection.execute(f"create table history.cost as select {seconds} as seconds") and None


def test_two_releases_that_differ_in_their_history_alone_are_equal(
    settings: Settings, make_candidate: MakeCandidate
) -> None:
    first, second = (
        publish(settings, audit(verify(add_history(settings, make_candidate(1), told(seconds))), lambda _: []))
        for seconds in (1, 2)
    )
    assert first.tables == second.tables
    assert first.history_tables != second.history_tables
    assert list(second.history_tables) == ["history.cost"]
    assert diff(settings, first, second).differences == ()
    assert built_at(first.id) < built_at(second.id)


def test_a_history_that_was_changed_after_it_was_written_is_found(
    settings: Settings, make_candidate: MakeCandidate
) -> None:
    candidate = add_history(settings, make_candidate(1), told(1))
    with duckdb.connect(str(candidate.database)) as connection:
        connection.execute("update history.cost set seconds = 9")
    with pytest.raises(ReleaseError, match="not what was built"):
        verify(candidate)


def test_a_history_that_cannot_be_written_leaves_nothing_behind(
    settings: Settings, make_candidate: MakeCandidate
) -> None:
    candidate = make_candidate(1)
    with pytest.raises(ReleaseError, match="could not be built"):
        add_history(settings, candidate, lambda connection: connection.execute("from nowhere") and None)
    assert not candidate.folder.exists()
