"""The command group `plan`, and what if.

Belongs here: taking down what is to be different, and printing the plans side by side. Not here: how a plan is made
(`forecasting.planning`), accepting proposals (`feeding`).
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

import duckdb
import typer

from forecasting.feeding.accepting import accepted_proposals
from forecasting.planning.publish import try_scenarios
from forecasting.planning.scenarios import Scenario
from forecasting.tables import INVENTORY_POLICY
from orchestration.cli.console import Config, out, print_table, settings_of
from warehouse.connections import open_reader
from warehouse.errors import EntrepotError
from warehouse.ledger import open_ledger

app = typer.Typer(help="What to buy, to make and to move: accepted, and what if.", no_args_is_help=True)
_COLUMNS = (
    "scenario", "short", "newly short", "units lost", "money lost", "safety stock", "proposals", "units proposed",
)  # fmt: skip


@app.callback()
def group() -> None:
    """What to buy, to make and to move: accepted, and what if."""


@app.command()
def scenario(
    lead_days: Annotated[
        int, typer.Option("--lead-time", min=-90, max=365, help="Days more until suppliers deliver.")
    ] = 0,
    promotion: Annotated[
        float, typer.Option("--promotion", min=-100, max=900, help="Per cent more that is demanded.")
    ] = 0.0,
    weeks: Annotated[int, typer.Option("--weeks", min=1, max=13, help="For so many weeks from now.")] = 4,
    supplier: Annotated[str | None, typer.Option("--supplier-lost", help="Name of a supplier who stops.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    config: Config = None,
) -> None:
    """Make the plan of the last run again under other conditions; beside each alone stands all of them together.

    Nothing is written: neither the release nor the work warehouse is changed.
    """
    settings = settings_of(config)
    if not settings.work_file.is_file():
        raise EntrepotError("there is no plan yet.", where=str(settings.work_file), todo="Make one: `entrepot run`.")
    with open_reader(settings.work_file) as connection:
        asked = _asked(connection, lead_days, promotion / 100, weeks, supplier)
        accepted = accepted_proposals(open_ledger(settings))
        rows = try_scenarios(connection, _day_of_plan(connection), asked, accepted)
    if as_json:
        typer.echo(json.dumps([dict(zip(_COLUMNS, map(_plain, row), strict=True)) for row in rows], indent=1))
        return
    print_table("Plans side by side, over all places", list(_COLUMNS), [list(row) for row in rows], "No plan.")
    out.print("Nothing was changed. Money is in the group's currency, at median prices.", highlight=False)


def _asked(
    connection: duckdb.DuckDBPyConnection, lead_days: int, rate: float, weeks: int, supplier: str | None
) -> list[Scenario]:
    """Return each condition alone, and all of them together if there are several."""
    lost = _key_of(connection, supplier) if supplier else ""
    together = Scenario("together", lead_days, rate, weeks, lost)
    nothing = Scenario("nothing")
    alone = [
        replace(nothing, code=f"lead time {lead_days:+} days", lead_days=lead_days) if lead_days else None,
        replace(nothing, code=f"demand {rate:+.0%}, {weeks} weeks", promotion_rate=rate, promotion_weeks=weeks)
        if rate
        else None,
        replace(nothing, code=f"without {supplier}", lost_supplier=lost) if lost else None,
    ]
    chosen = [item for item in alone if item is not None]
    if not chosen:
        raise EntrepotError(
            "nothing is different.", todo="Give --lead-time, --promotion or --supplier-lost, or several of them."
        )
    return [*chosen, together] if len(chosen) > 1 else chosen


def _key_of(connection: duckdb.DuckDBPyConnection, supplier: str) -> str:
    found = connection.execute(
        "select supplier_key from core.dim_supplier where supplier_name ilike ? order by supplier_key", [supplier]
    ).fetchall()
    if len(found) != 1:
        raise EntrepotError(
            f"{'no supplier is' if not found else f'{len(found)} suppliers are'} called {supplier!r}.",
            where="--supplier-lost",
            todo='Look names up: `entrepot query "select supplier_name from dim_supplier"`.',
        )
    return str(found[0][0])


def _day_of_plan(connection: duckdb.DuckDBPyConnection) -> date:
    try:
        found = connection.execute(f"select max(as_of_date) from {INVENTORY_POLICY}").fetchone()
    except duckdb.CatalogException:
        found = None
    if not found or found[0] is None:
        raise EntrepotError("the last run made no plan.", todo="Make one: `entrepot run`.")
    day: date = found[0]
    return day


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | None) else float(value)
