"""Commands on sources: `source check`."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from ingestion.checking import check_source
from orchestration.cli.console import Config, out, print_table, settings_of

app = typer.Typer(no_args_is_help=True, help="Source systems: check.")


@app.callback()
def group() -> None:
    """Source systems: check."""


@app.command()
def check(
    name: Annotated[str, typer.Argument(help="The source's name in the configuration.")], config: Config = None
) -> None:
    """Take a source's files through the gate without landing anything."""
    report = check_source(settings_of(config), name)
    columns = ["table", "file", "rows", "refused", "flagged", "repeated keys", "columns no contract names"]
    print_table(f"Source {name}", columns, report.rows, "No file of this source was found.")
    for refusal in report.refusals:
        out.print(f"[yellow]![/] {escape(refusal)}", highlight=False, soft_wrap=True)
    for problem in report.problems:
        out.print(f"[red]✗[/] {escape(problem)}", highlight=False, soft_wrap=True)
    raise typer.Exit(2 if report.problems else 0)
