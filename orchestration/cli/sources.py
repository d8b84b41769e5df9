"""Commands on sources: `source map`, `check`, `force`, `unforce`."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from ingestion.admission.forcing import force_source, unforce_source
from ingestion.checking import check_source
from orchestration.cli import mapping
from orchestration.cli.console import Actor, Config, Reason, actor_of, out, print_table, settings_of
from warehouse.ledger import open_ledger
from warehouse.lock import run_lock

app = typer.Typer(no_args_is_help=True, help="Source systems: map, check, force, unforce.")
app.command("map")(mapping.map_source)
Name = Annotated[str, typer.Argument(help="The source's name in the configuration.")]


@app.callback()
def group() -> None:
    """Source systems: map, check, force, unforce."""


@app.command()
def check(name: Name, config: Config = None) -> None:
    """Take a source's files through the gate without landing anything, and say which version the system is of.

    A database, interface or remote folder is read into a folder that is thrown away.
    """
    report = check_source(settings_of(config), name)
    columns = ["table", "file", "rows", "refused", "flagged", "repeated keys", "columns no contract names"]
    print_table(f"Source {name}", columns, report.rows, "No file of this source was found.")
    if report.version:
        out.print(escape(report.version), highlight=False, soft_wrap=True)
    for refusal in report.refusals:
        out.print(f"[yellow]![/] {escape(refusal)}", highlight=False, soft_wrap=True)
    for problem in report.problems:
        out.print(f"[red]✗[/] {escape(problem)}", highlight=False, soft_wrap=True)
    raise typer.Exit(2 if report.problems else 0)


@app.command()
def force(name: Name, reason: Reason, config: Config = None, actor: Actor = None) -> None:
    """Let in what admission holds back of a source: exactly the batches that wait now, with the difference seen now.

    The next run publishes them; the source is then shown in red as forced, with who, when and why.
    """
    settings = settings_of(config)
    with run_lock(settings):
        made = force_source(settings, open_ledger(settings), name, actor=actor_of(actor), reason=reason)
    count = len(made.batches)
    out.print(f"{name}, {count} {'batch' if count == 1 else 'batches'}: {made.text}", highlight=False, soft_wrap=True)
    out.print(f"Next: `entrepot run`. To take it back: `entrepot source unforce {name}`.")


@app.command()
def unforce(name: Name, reason: Reason, config: Config = None, actor: Actor = None) -> None:
    """Take a force back; the next run holds the batches back again, unless they add up by then."""
    settings = settings_of(config)
    with run_lock(settings):
        unforce_source(open_ledger(settings), name, actor=actor_of(actor), reason=reason)
    out.print(f"{name} is forced no longer. Next: `entrepot run`.")
