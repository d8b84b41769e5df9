"""The command `status`: how the warehouse stands, for a person or a machine.

Belongs here: printing. Not here: gathering what is printed (standing).
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from orchestration.cli.console import Config, counted, out, print_table, settings_of

if TYPE_CHECKING:
    from orchestration.standing import AlertStanding, ReleaseStanding, SourceStanding, UnmappedStanding

FINE, SOMETHING_IS_NOT = 0, 2


class Form(StrEnum):
    """How `status` prints."""

    table = "table"
    json = "json"


def status(
    config: Config = None,
    form: Annotated[Form, typer.Option("--format", "-f", help="How to print.")] = Form.table,
) -> None:
    """Show the release with its age, sources, what is refused or held back, and open alerts.

    Exit code 0: everything is fine; 2: something is not: there is no release or it is too old, a source is not current,
    the last run failed, or an alert has not been sent.
    """
    from orchestration.standing import read_standing

    standing = read_standing(settings_of(config))
    if form is Form.json:
        typer.echo(json.dumps(asdict(standing), indent=1, default=_written))
    else:
        if standing.release:
            _print_release(standing.release)
        for problem in standing.problems:
            out.print(f"[bold red]✗[/] [red]{escape(problem)}[/]", highlight=False, soft_wrap=True)
        _print_sources(standing.sources)
        _print_unmapped(standing.unmapped)
        print_alerts(standing.alerts)
    raise typer.Exit(FINE if standing.is_fine else SOMETHING_IS_NOT)


def print_alerts(alerts: list[AlertStanding]) -> None:
    """Print the alerts that last."""
    rows = [[alert.alert, minute(alert.since), ", ".join(alert.told), _waiting(alert.waiting)] for alert in alerts]
    columns = ["alert", "since (UTC)", "told", "not told yet"]
    print_table("Alerts", columns, rows, "No alert is open.")


def minute(moment: datetime | None) -> str | None:
    """Return a moment to the minute, or None."""
    return f"{moment:%Y-%m-%d %H:%M}" if moment else None


def _print_release(release: ReleaseStanding) -> None:
    from orchestration.alerts.writing import age
    from orchestration.cli.checks import told_counts

    text = f"Release {release.id}, as of {release.as_of}, published {age(release.age_hours)} ago."
    out.print(f"[bold red]{text}[/]" if release.is_too_old else text, highlight=False, soft_wrap=True)
    if release.incomplete_since:
        out.print(f"It is provisional: the days since {release.incomplete_since} are not complete.")
    left = release.rolled_back_from
    if left:
        out.print(f"Somebody went back to it from {left}; forward again: entrepot release rollback {left}.")
    out.print(
        f"Rows {release.landed_rows:,}, refused {release.refused_rows:,}, flagged {release.flagged_rows:,}; "
        f"checks {told_counts(release.checks_passed, release.warnings)}.",
        highlight=False,
        soft_wrap=True,
    )


def _print_sources(sources: list[SourceStanding]) -> None:
    from orchestration.alerts.writing import age

    rows = [
        [
            source.name,
            source.grade,
            source.status,
            minute(source.last_extracted_at),
            None if source.age_hours is None else age(source.age_hours),
            source.refused_rows,
            source.waiting_batches,
        ]
        for source in sources
    ]
    columns = ["source", "grade", "status", "last extract (UTC)", "age", "refused", "held back"]
    print_table("Sources (rows refused, batches held back)", columns, rows, "No source.")
    for source in sources:
        if source.refused_amounts:
            money = ", ".join(
                f"{amount:,.2f} {code or 'in no currency'}" for code, amount in source.refused_amounts.items()
            )
            out.print(f"Refused of {source.name}: {money}, as far as it can be read", highlight=False, soft_wrap=True)


def _print_unmapped(unmapped: UnmappedStanding) -> None:
    if unmapped.codes:
        from orchestration.coding import money_text

        money = f" with {money_text(unmapped.amounts)}" if unmapped.amounts else ""
        text = f"Unmapped codes {unmapped.codes:,}, on {counted(unmapped.rows, 'row')}{money}: `entrepot codes list`"
        out.print(text, highlight=False, soft_wrap=True)


def _waiting(channels: dict[str, str]) -> str:
    return ", ".join(f"{name}: {reason}" if reason else name for name, reason in channels.items())


def _written(value: object) -> str:
    """Write what JSON does not know: days, moments, and money to the last digit."""
    return format(value, "f") if isinstance(value, Decimal) else str(value)
