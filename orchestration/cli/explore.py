"""The command that asks: `query`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.console import Config, settings_of


class Format(StrEnum):
    """How `query` prints."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


def query(
    sql: Annotated[str, typer.Argument(help="One SELECT. Tables: core.*, marts.*, or their plain names.")],
    config: Config = None,
    output_format: Annotated[Format, typer.Option("--format", "-f", help="How to print.")] = Format.table,
    release: Annotated[str | None, typer.Option("--release", help="Ask an earlier release.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to a file (parquet needs one, or a pipe).")
    ] = None,
) -> None:
    """Ask a release with read-only SQL."""
    from warehouse.query import run_query

    run_query(settings_of(config), sql, release_id=release, format=output_format.value, output=output)
