"""Commands on sources: `source map`, `check`, `force`, `unforce`."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.markup import escape

from ingestion.admission.forcing import force_source, unforce_source
from ingestion.checking import SourceCheck, check_source, find_source
from ingestion.codes.sheet import Unmapped
from orchestration.cli import coverage, mapping
from orchestration.cli.console import Actor, Config, Reason, actor_of, counted, out, print_table, settings_of
from orchestration.coding import unmapped
from orchestration.purpose.checking import SourceCoverage, cover
from orchestration.purpose.landing import left_out
from warehouse.ledger import open_ledger
from warehouse.lock import run_lock

app = typer.Typer(no_args_is_help=True, help="Source systems: map, check, force, unforce.")
app.command("map")(mapping.map_source)
Name = Annotated[str, typer.Argument(help="The source's name in the configuration.")]


@app.callback()
def group() -> None:
    """Source systems: map, check, force, unforce."""


@app.command()
def check(
    name: Name,
    config: Config = None,
    details: Annotated[
        bool, typer.Option("--details", help="Every question, what it lacks and who could fill it.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Take a source's files through the gate without landing anything, and say what they cover.

    Says which version the system is of, how many columns of which entities it fills, which of the questions that
    answers, what each other one lacks and whose columns would fill it, which columns serve nothing and do not land, and
    which codes nobody has mapped in the current release.
    A database, interface or remote folder is read into a folder that is thrown away.
    """
    settings = settings_of(config)
    source = find_source(settings, name)
    report = check_source(settings, name, left_out=left_out(settings))
    found = cover(settings, source, report.valued)
    problems = [*report.problems, *(found.complaints if found else ())]
    codes = [item for item in unmapped(settings) if item.source_name == name]
    if as_json:
        typer.echo(json.dumps(_as_json(report, problems, codes, found), indent=1))
        raise typer.Exit(2 if problems else 0)
    columns = ["table", "file", "rows", "refused", "flagged", "repeated keys", "columns no contract names"]
    print_table(f"Source {name}", columns, report.rows, "No file of this source was found.")
    if report.version:
        out.print(escape(report.version), highlight=False, soft_wrap=True)
    for refusal in report.refusals:
        out.print(f"[yellow]![/] {escape(refusal)}", highlight=False, soft_wrap=True)
    for problem in problems:
        out.print(f"[red]✗[/] {escape(problem)}", highlight=False, soft_wrap=True)
    for code in codes:
        out.print(f"[yellow]![/] {escape(_told(code))}", highlight=False, soft_wrap=True)
    if found is None:
        out.print(f"Coverage: the vendor {source.vendor} has no staging models yet.", highlight=False, soft_wrap=True)
    else:
        coverage.print_coverage(found, name, with_details=details)
    raise typer.Exit(2 if problems else 0)


def _told(item: Unmapped) -> str:
    money = f", {item.money}" if item.money else ""
    rows = counted(item.row_count, "row")
    return f"{item.column}: nobody has mapped the code {item.code!r} ({rows}{money}): `entrepot codes`."


def _as_json(
    report: SourceCheck, problems: list[str], codes: list[Unmapped], found: SourceCoverage | None
) -> dict[str, Any]:
    keys = ("table", "file", "rows", "refused", "flagged", "repeated_keys", "columns_no_contract_names")
    return {
        "files": [dict(zip(keys, row, strict=True)) for row in report.rows],
        "version": report.version,
        "refusals": report.refusals,
        "problems": problems,
        "unmapped_codes": [asdict(item) for item in codes],
        "coverage": coverage.as_json(found) if found else None,
    }


@app.command()
def force(name: Name, reason: Reason, config: Config = None, actor: Actor = None) -> None:
    """Let in what admission holds back of a source: exactly the batches that wait now, with the difference seen now.

    The next run publishes them; the source is then shown in red as forced, with who, when and why.
    """
    settings = settings_of(config)
    with run_lock(settings):
        made = force_source(settings, open_ledger(settings), name, actor=actor_of(actor), reason=reason)
    count = len(made.batches)
    out.print(f"{name}, {counted(count, 'batch', 'batches')}: {made.text}", highlight=False, soft_wrap=True)
    out.print(f"Next: `entrepot run`. To take it back: `entrepot source unforce {name}`.")


@app.command()
def unforce(name: Name, reason: Reason, config: Config = None, actor: Actor = None) -> None:
    """Take a force back; the next run holds the batches back again, unless they add up by then."""
    settings = settings_of(config)
    with run_lock(settings):
        unforce_source(open_ledger(settings), name, actor=actor_of(actor), reason=reason)
    out.print(f"{name} is forced no longer. Next: `entrepot run`.")
