"""Commands that look: `status` and `query`."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.console import Config, out, print_table, settings_of


class Format(StrEnum):
    """How `query` prints."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


def status(config: Config = None) -> None:
    """Show sources, what is refused, and the current release with its age."""
    from warehouse.ledger import Ledger
    from warehouse.releases import current_release, rolled_back_from

    settings = settings_of(config)
    release = current_release(settings)
    if release is None:
        out.print("There is no release yet. Publish one with `entrepot run`.")
        raise typer.Exit
    manifest = release.manifest
    age = datetime.now(UTC) - manifest.published_at
    out.print(f"Release {release.id}, as of {manifest.as_of}, published {_age(age.total_seconds())} ago.")
    if manifest.is_provisional:
        out.print(f"It is provisional: the days since {manifest.incomplete_since} are not complete.")
    newer = rolled_back_from(settings, Ledger(settings.ledger_url))
    if newer:
        out.print(f"Somebody went back to it from {newer}; forward again: entrepot release rollback {newer}.")
    failed = [check.name for check in manifest.checks if not check.passed]
    counts = manifest.counts
    out.print(
        f"Rows {counts.get('landed_rows', 0):,}, refused {counts.get('refused_rows', 0):,}, "
        f"flagged {counts.get('flagged_rows', 0):,}; checks {len(manifest.checks) - len(failed)} passed"
        + (f", warnings: {', '.join(failed)}" if failed else "")
        + "."
    )
    rows = [
        [s.source_name, s.vendor, s.systems, s.status, _minute(s.last_extracted_at), s.message]
        for s in manifest.sources
    ]
    print_table(
        "Sources", ["source", "vendor", "systems", "status", "last extract (UTC)", "message"], rows, "No source."
    )


def query(
    sql: Annotated[str, typer.Argument(help="One SELECT. Tables: core.*, marts.*, or their plain names.")],
    config: Config = None,
    output_format: Annotated[Format, typer.Option("--format", "-f", help="How to print.")] = Format.table,
    release: Annotated[str | None, typer.Option("--release", help="Ask an earlier release.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to a file (needed for parquet).")] = None,
) -> None:
    """Ask a release with read-only SQL."""
    from warehouse.query import run_query

    run_query(settings_of(config), sql, release_id=release, format=output_format.value, output=output)


def _minute(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else None


def _age(seconds: float) -> str:
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return f"{int(seconds)} seconds"
