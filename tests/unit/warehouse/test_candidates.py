"""A candidate stays aside to be looked at, and exactly it is published, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from warehouse.connections import open_writer
from warehouse.errors import ReleaseError
from warehouse.releases import (
    Candidate,
    Release,
    ReleaseFacts,
    audit,
    build_candidate,
    current_release,
    diff,
    keep_candidate,
    kept_candidate,
    list_releases,
    publish_candidate,
    remove_candidate,
    verify,
)
from warehouse.releases.build import remove_leftovers
from warehouse.settings import Settings

MakeCandidate = Callable[[int], Candidate]
MakeRelease = Callable[[int], Release]
MakeFacts = Callable[[int], ReleaseFacts]


@pytest.fixture
def keep(settings: Settings, make_candidate: MakeCandidate) -> Callable[[int], Release]:
    return lambda generation: keep_candidate(settings, audit(verify(make_candidate(generation)), lambda connection: []))


def test_a_kept_candidate_is_no_release_and_outlives_leftovers(
    settings: Settings, make_release: MakeRelease, keep: Callable[[int], Release]
) -> None:
    first = make_release(1)
    kept = keep(2)
    remove_leftovers(settings.releases_dir)
    assert kept_candidate(settings) == kept
    assert [release.id for release in list_releases(settings)] == [first.id]
    assert current_release(settings) == first


def test_there_is_never_more_than_one(settings: Settings, keep: Callable[[int], Release]) -> None:
    keep(1)
    second = keep(2)
    assert list(settings.releases_dir.iterdir()) == [second.folder]
    remove_candidate(settings)
    assert list(settings.releases_dir.iterdir()) == []


def test_exactly_the_candidate_is_published(
    settings: Settings, make_release: MakeRelease, keep: Callable[[int], Release], facts: MakeFacts
) -> None:
    make_release(1)
    kept = keep(2)
    published = publish_candidate(settings, facts(2))
    assert current_release(settings) == published
    assert (published.id, published.tables) == (kept.id, kept.tables)
    assert kept_candidate(settings) is None
    with pytest.raises(ReleaseError, match="there is no candidate"):
        publish_candidate(settings, facts(2))


@pytest.mark.parametrize("present", [None, 3])
def test_other_inputs_than_the_present_ones_are_not_published(
    settings: Settings, make_release: MakeRelease, keep: Callable[[int], Release], facts: MakeFacts, present: int | None
) -> None:
    first = make_release(1)
    kept = keep(2)
    with pytest.raises(ReleaseError, match="something has changed since it was built"):
        publish_candidate(settings, facts(present) if present else None)
    assert current_release(settings) == first
    assert kept_candidate(settings) == kept


def test_a_candidate_that_was_touched_is_not_published(
    settings: Settings, make_release: MakeRelease, keep: Callable[[int], Release], facts: MakeFacts
) -> None:
    first = make_release(1)
    with duckdb.connect(str(keep(2).database)) as connection:
        connection.execute("delete from core.fct_order_line where generation = 2")
    with pytest.raises(ReleaseError, match="not what was built"):
        publish_candidate(settings, facts(2))
    assert current_release(settings) == first


def test_the_difference_names_columns_sums_and_rows(
    settings: Settings, make_release: MakeRelease, facts: MakeFacts
) -> None:
    before = make_release(1)
    with open_writer(settings) as connection:
        connection.execute(
            "create or replace table core.fct_order_line as select * exclude (generation) "
            "replace (cast(net_amount_group * 2 as decimal(20, 4)) as net_amount_group), 'x' as note "
            "from core.fct_order_line"
        )
        connection.execute("create or replace table personal.customer_identity as select 'c1' as customer_key")
        connection.execute(
            "create or replace table marts.mart_sales__kpi_daily as "
            "select generation, order_date from marts.mart_sales__kpi_daily"
        )
    after = audit(verify(build_candidate(settings, facts(2))), lambda connection: [])
    changed = {table.name: table for table in diff(settings, before, after).differences}
    lines = changed["core.fct_order_line"]
    assert lines.columns == (
        "+ note varchar",
        "- generation",
        "net_amount_group decimal(18,4) → decimal(20,4)",
    )
    old, new = lines.amounts["net_amount_group"]
    assert new == 2 * (old or 0) > 0
    assert changed["personal.customer_identity"].columns == ("- email",)
    assert changed["marts.mart_sales__kpi_daily"].columns == ("another order of columns",)


def test_a_candidate_that_a_kill_left_half_removed_is_a_leftover(
    settings: Settings, keep: Callable[[int], Release]
) -> None:
    folder = keep(1).folder
    half: Path = folder.rename(folder.with_suffix(".old"))
    remove_leftovers(settings.releases_dir)
    assert not half.exists()
