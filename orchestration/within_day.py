"""What differs in a run within the day: it stands on a full run, re-uses what that one made, and says so.

Belongs here: the conditions of such a run, what it carries over, and the facts of its release. Not here: which files it
takes in (ingestion), and the steps (pipeline).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import duckdb

from forecasting.tables import FORECAST
from identity.carrying import carry_links, has_links
from ingestion.contract.document import SourceTable
from orchestration.dbt.assembly import code_hash
from warehouse.errors import EntrepotError
from warehouse.releases import Release, ReleaseFacts, list_releases
from warehouse.settings import Settings

IDENTITY, DEMAND_FORECAST = "identity", "forecast"
PRODUCT = "core.dim_product"
FULL_RUN = "Run `entrepot run` first."


def require_full_run(settings: Settings, tables: Iterable[SourceTable]) -> None:
    """Refuse a run within the day that has no full run of the same code, contracts and settings to stand on.

    Raises:
        EntrepotError: There is none.
    """
    before = last_full_release(settings)
    if before is None:
        raise EntrepotError("a run within the day stands on a full run, and there was none.", todo=FULL_RUN)
    if before.manifest.code_hash != code_hash(settings, tables):
        raise EntrepotError(
            "models, contracts or settings have changed since the last full run, on which a run within the day stands.",
            where=f"release {before.id}",
            todo=FULL_RUN,
        )


def last_full_release(settings: Settings) -> Release | None:
    """Return the newest release that is not provisional."""
    full = [release for release in list_releases(settings) if not release.manifest.is_provisional]
    return full[-1] if full else None


def carry_identity(connection: duckdb.DuckDBPyConnection) -> bool:
    """Carry the links of the work warehouse over, new records each with a link of its own; False if there are none."""
    if not has_links(connection):
        return False
    carry_links(connection)
    return True


def can_carry_forecast(connection: duckdb.DuckDBPyConnection, as_of: date) -> bool:
    """Tell whether the work warehouse holds a forecast of the run's week, for products that are all known."""
    known = connection.execute(
        "select 1 from duckdb_tables() where schema_name || '.' || table_name = ?", [FORECAST]
    ).fetchone()
    if not known:
        return False
    row = connection.execute(
        f"""
        select min(week_start_date), count(*) filter (product_key not in (select product_key from {PRODUCT}))
        from {FORECAST}"""
    ).fetchone()
    return row == (as_of - timedelta(days=as_of.weekday()), 0)


def provisional(settings: Settings, facts: ReleaseFacts, carried_over: Sequence[str]) -> ReleaseFacts:
    """Mark the facts of a release as made within the day: everything since the last full run's day is incomplete."""
    before = last_full_release(settings)
    complete_until = before.manifest.as_of if before else facts.as_of
    since = min(complete_until + timedelta(days=1), facts.as_of)
    return facts.model_copy(
        update={"is_provisional": True, "incomplete_since": since, "carried_over": tuple(carried_over)}
    )
