"""The command line's root: groups, `--version`, `--debug`, and every error as one clear line."""

from __future__ import annotations

import logging
import sys
from importlib.metadata import version
from typing import Annotated

import typer

from orchestration.cli import (
    alerts,
    assess,
    backups,
    batches,
    codes,
    demo,
    explore,
    feeding,
    forecasting,
    identity,
    overriding,
    periods,
    planning,
    quarantine,
    questions,
    refdata,
    releases,
    rules,
    running,
    scorecard,
    serving,
    sources,
    status,
)
from orchestration.cli.console import err
from warehouse.errors import EntrepotError

app = typer.Typer(
    name="entrepot",
    help="Entrepot: one warehouse for a trading company. Begin with `entrepot run`.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.command()(demo.demo)
app.command()(running.run)
app.add_typer(running.bench_app, name="bench")
app.command()(status.status)
app.command()(explore.query)
app.command()(scorecard.scorecard)
app.command()(questions.questions)
app.command()(assess.assess)
app.add_typer(sources.app, name="source")
app.add_typer(batches.app, name="batch")
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(rules.app, name="rule")
app.add_typer(codes.app, name="codes")
app.add_typer(refdata.app, name="refdata")
app.add_typer(periods.app, name="period")
app.add_typer(releases.app, name="release")
app.add_typer(overriding.mounted(identity.app), name="identity")
app.add_typer(forecasting.app, name="forecast")
app.add_typer(feeding.mounted(planning.app), name="plan")
app.command()(feeding.feed)
app.add_typer(alerts.app, name="alerts")
app.command()(backups.backup)
app.command()(backups.restore)
app.command()(serving.dashboards)
app.command()(serving.dagster)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(version("entrepot"))
        raise typer.Exit


@app.callback()
def root(
    shown: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and leave.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Entrepot: one warehouse for a trading company. Begin with `entrepot run`."""


def main() -> None:
    """Run the command; an error is one line on standard error and exit code 1.

    A log that cannot be written, as on a full disk, must not hide that line behind tracebacks of its own.
    """
    logging.raiseExceptions = "--debug" in sys.argv
    try:
        app()
    except EntrepotError as error:
        if "--debug" in sys.argv:
            raise
        err.print(f"[bold red]error[/] {_escaped(str(error))}", highlight=False, soft_wrap=True)
        sys.exit(1)


def _escaped(text: str) -> str:
    return text.replace("[", "\\[")
