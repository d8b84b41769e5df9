"""Commands on the books' months: `period close`, `period reopen` and `period list`.

Belongs here: taking down what a controller closes, and listing it. Not here: what a close must be
(`ingestion.reference.periods`).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.markup import escape

from ingestion.reference.periods import PeriodError, close, period_of, reopen, standing_closes
from orchestration.cli.console import Actor, Config, Reason, actor_of, out, print_table, settings_of
from warehouse.connections import open_reader
from warehouse.ledger import open_ledger
from warehouse.releases import current_release
from warehouse.settings import Settings

app = typer.Typer(help="Months that are closed in the books of a company: rows that come later count on the next one.")

Entity = Annotated[str, typer.Argument(metavar="ENTITY", help="The company, as core.dim_legal_entity names it: erp:1.")]
Month = Annotated[str, typer.Argument(metavar="MONTH", help="The month, such as 2025-01.")]


@app.command("close")
def close_period(
    entity: Entity,
    month: Month,
    reason: Reason,
    known_until: Annotated[
        datetime | None,
        typer.Option("--known-until", help="What was known up to this moment (UTC) is in it \\[default: now]."),
    ] = None,
    config: Config = None,
    actor: Actor = None,
) -> None:
    """Close a month: what becomes known later posts to the next open month in finance views, from the next run on."""
    settings, period = settings_of(config), period_of(entity, month)
    _require_known(settings, entity)
    moment = (known_until or datetime.now(UTC)).replace(tzinfo=UTC)
    close(open_ledger(settings), period, moment, actor_of(actor), reason)
    out.print(f"{escape(period.subject)} is closed. Next: `entrepot run`.", highlight=False, soft_wrap=True)


@app.command("reopen")
def reopen_period(entity: Entity, month: Month, reason: Reason, config: Config = None, actor: Actor = None) -> None:
    """Open a month again: its late rows count on their own days, from the next run on."""
    period = period_of(entity, month)
    reopen(open_ledger(settings_of(config)), period, actor_of(actor), reason)
    out.print(f"{escape(period.subject)} is open again. Next: `entrepot run`.", highlight=False, soft_wrap=True)


@app.command("list")
def list_periods(config: Config = None) -> None:
    """List the months that are closed, with who, when and why."""
    rows = [
        [item.period.legal_entity_key, f"{item.period.month:%Y-%m}", f"{item.closed_at:%Y-%m-%d %H:%M}", item.actor,
         f"{item.recorded_at:%Y-%m-%d}", item.reason]
        for item in standing_closes(open_ledger(settings_of(config)))
    ]  # fmt: skip
    columns = ["company", "month", "known until", "by", "on", "why"]
    print_table("Closed months", columns, rows, "No month is closed.", whole=["company", "month"])


_COMPANIES = "select legal_entity_key from core.dim_legal_entity where legal_entity_key <> 'unknown' order by 1"


def _require_known(settings: Settings, entity: str) -> None:
    """Refuse a company that the current release does not know; without a release none can be held against it."""
    release = current_release(settings)
    if release is None:
        return
    with open_reader(release.database) as connection:
        known = [str(row[0]) for row in connection.execute(_COMPANIES).fetchall()]
    if entity not in known:
        raise PeriodError(
            "the current release knows no such company.", where=entity, todo=f"Use one of {', '.join(known)}."
        )
