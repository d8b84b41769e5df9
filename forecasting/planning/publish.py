"""The plan of a run: policies, proposals and dated needs, from what core and the forecast hold.

Belongs here: what other packages call. Not here: any of the steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb

from forecasting.feeding.accepting import Accepted
from forecasting.planning.capacity import write_production_plan
from forecasting.planning.materials import write_requirements
from forecasting.planning.pegging import write_pegs
from forecasting.planning.policies import write_policies
from forecasting.planning.positions import read_positions, write_supply_orders
from forecasting.planning.proposals import write_proposals
from forecasting.planning.risk import draw_demand, read_demand, read_errors
from forecasting.planning.scenarios import Scenario, side_by_side_sql, usual_scenarios, write_scenarios
from forecasting.planning.seasons import write_season_buys
from forecasting.planning.settings import PlanSettings
from forecasting.planning.tables import POLICY, PROPOSAL, REQUIREMENT, SCRATCH, TRIED

_SHOWN = 5


@dataclass(frozen=True)
class PlanSummary:
    """What a run tells of its plan.

    Attributes:
        policies: Products and places with a policy.
        proposals: What is to be ordered, made or moved today.
        requirements: Items and weeks with a need.
        circular: Products that are part of themselves; the lines that say so are left out.
        why_none: Why there is no policy; empty where there is one.
    """

    policies: int
    proposals: int
    requirements: int
    circular: tuple[str, ...] = ()
    why_none: str = ""

    def __str__(self) -> str:
        """Say it in one line."""
        told = f"{self.policies} policies, {self.proposals} order proposals, {self.requirements} dated needs"
        told = f"{told}; no policies: {self.why_none}" if self.why_none else told
        if not self.circular:
            return told
        return f"{told}; parts of themselves, so left out: {', '.join(self.circular[:_SHOWN])} ({len(self.circular)})"


def publish_plan(
    connection: duckdb.DuckDBPyConnection,
    as_of: date,
    settings: PlanSettings | None = None,
    accepted: Sequence[Accepted] = (),
) -> PlanSummary:
    """Write the tables of the plan.

    Args:
        connection: The open work warehouse, with core and the forecast.
        as_of: The run's one clock.
        settings: The planner's choices; those of the house if none are given.
        accepted: The proposals that stand accepted; they are not made again while they have not come back.
    """
    chosen = settings or PlanSettings()
    try:
        _plan_orders(connection, as_of, chosen, accepted)
        write_supply_orders(connection)
        circular = write_requirements(connection, as_of, chosen)
        write_pegs(connection, as_of, chosen)
        write_production_plan(connection, as_of, chosen)
        write_scenarios(connection, as_of, chosen, usual_scenarios(connection))
        policies = _count(connection, POLICY)
        return PlanSummary(
            policies=policies,
            proposals=_count(connection, PROPOSAL),
            requirements=_count(connection, REQUIREMENT),
            circular=tuple(circular),
            why_none="" if policies else _why_none(connection, as_of, chosen),
        )
    finally:
        for table in SCRATCH:
            connection.execute(f"drop table if exists temp.{table}")


def publish_orders(connection: duckdb.DuckDBPyConnection, as_of: date, settings: PlanSettings) -> None:
    """Write policies and order proposals alone, as `publish_plan` does, without what follows from them."""
    try:
        _plan_orders(connection, as_of, settings)
    finally:
        for table in SCRATCH:
            connection.execute(f"drop table if exists temp.{table}")


def try_scenarios(
    connection: duckdb.DuckDBPyConnection,
    as_of: date,
    scenarios: Sequence[Scenario],
    accepted: Sequence[Accepted] = (),
) -> list[tuple[str, int, int, Decimal, Decimal | None, Decimal, int, Decimal]]:
    """Make the plan again under other conditions, in temporary tables alone, and hold the plans beside each other.

    Args:
        connection: The work warehouse, with core and the forecast; it may be read-only.
        as_of: The day of the plan.
        scenarios: What is different in each.
        accepted: The proposals that stand accepted.

    Returns:
        One row per scenario, the plan that holds first, with the columns of `side_by_side_sql`.
    """
    chosen = PlanSettings()
    try:
        read_positions(connection, as_of, chosen, accepted)
        read_demand(connection, as_of)
        read_errors(connection, chosen.draws)
        write_scenarios(connection, as_of, chosen, scenarios, TRIED)
        return connection.execute(side_by_side_sql(TRIED)).fetchall()
    finally:
        for table in (*SCRATCH, TRIED):
            connection.execute(f"drop table if exists temp.{table}")


def _plan_orders(
    connection: duckdb.DuckDBPyConnection, as_of: date, settings: PlanSettings, accepted: Sequence[Accepted] = ()
) -> None:
    read_positions(connection, as_of, settings, accepted)
    read_demand(connection, as_of)
    read_errors(connection, settings.draws)
    draw_demand(connection, settings)
    write_policies(connection, as_of, settings)
    write_season_buys(connection, as_of, settings)
    write_proposals(connection, as_of, settings)


def _why_none(connection: duckdb.DuckDBPyConnection, as_of: date, settings: PlanSettings) -> str:
    """Say why no stock can be planned with on a day."""
    ((first, last, before),) = connection.execute(
        "select min(snapshot_date), max(snapshot_date), max(snapshot_date) filter (snapshot_date <= $1) "
        "from core.fct_stock_snapshot where location_key <> 'unknown'",
        [as_of],
    ).fetchall()
    if last is None:
        return "no source counts stock"
    if before is None:
        return (
            f"stock is first counted on {first}, after the day of the plan, {as_of}; a run with --as-of {first} has it"
        )
    if (as_of - before).days > settings.count_days:
        return f"stock was last counted on {before}, more than {settings.count_days} days before {as_of}"
    return "nothing that is counted, on order or forecast is known as a product"


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    ((count,),) = connection.execute(f"select count(*) from {table}").fetchall()
    return int(count)
