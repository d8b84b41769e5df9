"""Releases made within the day: never the same as a full run's, and soon gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from warehouse.ledger import Ledger
from warehouse.releases import Candidate, Release, ReleaseFacts, audit, build_candidate, is_nothing_new, publish, verify
from warehouse.releases.retention import PROVISIONAL_KEPT, StoredRelease, to_keep
from warehouse.settings import Settings

MIDNIGHT = datetime(2026, 11, 22, tzinfo=UTC)
ROOM = 10**9


def release(moment: datetime, *, is_provisional: bool) -> StoredRelease:
    return StoredRelease(f"{moment:%Y%m%dT%H%M%S}", moment, 1, is_provisional)


def two_weeks() -> tuple[list[StoredRelease], list[StoredRelease]]:
    """A full run at five every morning, and a run within the day every quarter of an hour after it until midnight."""
    days = [MIDNIGHT - timedelta(days=days) for days in range(13, -1, -1)]
    full = [release(day + timedelta(hours=5), is_provisional=False) for day in days]
    quarters = [timedelta(hours=6, minutes=15 * number) for number in range(72)]
    return full, [release(day + quarter, is_provisional=True) for day in days for quarter in quarters]


def test_releases_within_the_day_push_no_full_one_out() -> None:
    full, provisional = two_weeks()
    kept = to_keep([*full, *provisional], set(), ROOM)
    assert kept >= {item.id for item in full}
    assert kept - {item.id for item in full} == {item.id for item in provisional[-PROVISIONAL_KEPT:]}


def test_the_last_of_a_day_is_the_full_run_s_even_when_later_ones_are_provisional() -> None:
    full, provisional = two_weeks()
    newest = release(MIDNIGHT + timedelta(days=40), is_provisional=False)
    assert to_keep([*full, *provisional, newest], set(), ROOM) >= {item.id for item in full[1:]}
    assert not to_keep([*full, *provisional, newest], set(), ROOM) & {item.id for item in provisional}


def test_what_readers_may_be_on_stays_whatever_it_is() -> None:
    full, provisional = two_weeks()
    protected = {provisional[0].id, provisional[-9].id}
    assert to_keep([*full, *provisional], protected, ROOM) >= protected


@pytest.fixture
def provisional_facts(facts: Callable[[int], ReleaseFacts]) -> ReleaseFacts:
    full = facts(1)
    return full.model_copy(
        update={"is_provisional": True, "incomplete_since": full.as_of, "carried_over": ("identity",)}
    )


@pytest.fixture
def published(
    settings: Settings, make_work: Callable[[int], None], provisional_facts: ReleaseFacts
) -> tuple[Release, Candidate]:
    make_work(1)
    candidate = audit(verify(build_candidate(settings, provisional_facts)), lambda connection: [])
    return publish(settings, candidate), candidate


def test_a_release_says_that_it_is_provisional(
    published: tuple[Release, Candidate], provisional_facts: ReleaseFacts
) -> None:
    manifest = published[0].manifest
    assert (manifest.is_provisional, manifest.incomplete_since) == (True, provisional_facts.as_of)
    assert manifest.carried_over == ("identity",)
    with duckdb.connect(str(published[0].database), read_only=True) as connection:
        assert connection.execute("select is_provisional from main.release").fetchall() == [(True,)]


def test_a_full_run_with_the_same_files_has_something_to_do(
    settings: Settings,
    ledger: Ledger,
    facts: Callable[[int], ReleaseFacts],
    provisional_facts: ReleaseFacts,
    published: tuple[Release, Candidate],
) -> None:
    assert published[0].manifest.inputs == provisional_facts.inputs != facts(1).inputs
    assert not is_nothing_new(settings, ledger, facts(1))
    assert is_nothing_new(settings, ledger, provisional_facts)
