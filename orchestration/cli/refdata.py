"""Commands on reference data: `refdata list`, `export`, `import`, `set`, `changes`, `undo`.

Belongs here: showing tables and what an import would change. Not here: what a table may hold (`warehouse.reference`).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from orchestration.cli.console import Actor, Config, Reason, actor_of, counted, out, print_table, settings_of
from warehouse.ledger import Kind, Ledger, open_ledger
from warehouse.reference.entries import Change, changes, effective_rows, record, undo
from warehouse.reference.rows import set_row
from warehouse.reference.sheet import misfits, read_sheet, sheet_of, unknown_sheets
from warehouse.reference.tables import SEEDS, Key, ReferenceTable, Row, default_rows, named_tables, reference_tables
from warehouse.reference.workbook import Complaint, FilledSheet, read_workbook, refuse, write_workbook

app = typer.Typer(
    no_args_is_help=True, help="Reference data that you keep yourselves: list, export, import, set, changes, undo."
)
Workbook = Annotated[Path, typer.Argument(help="The spreadsheet (.xlsx).")]


@app.command("list")
def list_tables(config: Config = None) -> None:
    """List the tables of reference data, with their rows and how many of these are yours."""
    tables, ledger = reference_tables(SEEDS), open_ledger(settings_of(config))
    rows = [[name, *_counts(table, ledger), table.description] for name, table in tables.items()]
    print_table("Reference data", ["table", "rows", "changed by you", "what it is"], rows, "None.")


@app.command("export")
def export_tables(
    file: Workbook,
    names: Annotated[list[str] | None, typer.Argument(help="Tables; all without any.")] = None,
    config: Config = None,
) -> None:
    """Write tables as sheets of a spreadsheet, as they are in effect."""
    tables, ledger = reference_tables(SEEDS), open_ledger(settings_of(config))
    chosen = named_tables(tables, names or [])
    write_workbook(file, [sheet_of(table, effective_rows(SEEDS, table, ledger).values()) for table in chosen])
    out.print(f"{file}: {', '.join(table.name for table in chosen)}. Change rows, then `entrepot refdata import`.")


@app.command("import")
def import_tables(
    file: Workbook,
    reason: Annotated[str | None, typer.Option("--reason", help="Why; it is kept in the ledger.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Store without asking.")] = False,
    config: Config = None,
    actor: Actor = None,
) -> None:
    """Show what a spreadsheet changes, and store it when you say so; a row that it lacks is removed.

    Where nobody can be asked, and without --yes, it is only shown.
    """
    ledger = open_ledger(settings_of(config))
    found = _changes(file, ledger)
    for change in found:
        out.print(_line(change), highlight=False, soft_wrap=True)
    if not found:
        out.print("Nothing differs from what is in effect.")
    elif yes or (sys.stdin.isatty() and typer.confirm(f"Store {counted(len(found), 'change')}?")):
        record(ledger, found, actor_of(actor), reason or typer.prompt("Reason"))
        out.print(f"{counted(len(found), 'change')} stored. Next: `entrepot run`.")
    else:
        out.print(f"Nothing was stored. To store {counted(len(found), 'change')}: --yes --reason …")


@app.command("set")
def set_one(
    name: Annotated[str, typer.Argument(metavar="TABLE", help="The table.")],
    values: Annotated[
        list[str],
        typer.Argument(metavar="COLUMN=VALUE", help="The row, column by column; one that is left out is empty."),
    ],
    reason: Reason,
    config: Config = None,
    actor: Actor = None,
) -> None:
    """Put one row in the place of the one of its key, or beside the others; the next run uses it."""
    row = dict(_named(each) for each in values)
    number, found = set_row(SEEDS, open_ledger(settings_of(config)), name, row, actor_of(actor), reason)
    out.print(_line(found), highlight=False, soft_wrap=True)
    out.print(f"Change {number} is stored. Next: `entrepot run`.")


@app.command("changes")
def list_changes(config: Config = None) -> None:
    """List what people changed, with who, when and why; a number is what `refdata undo` takes."""
    rows = [
        [entry.entry_id, entry.subject, "removed" if entry.payload["row"] is None else "set", entry.actor,
         f"{entry.recorded_at:%Y-%m-%d}", entry.reason]
        for entry in open_ledger(settings_of(config)).read(Kind.REFERENCE_DATA)
    ]  # fmt: skip
    print_table("Changes", ["no", "row", "what", "by", "on", "why"], rows, "Nobody has changed anything.")


@app.command("undo")
def undo_change(
    number: Annotated[int, typer.Argument(help="The number of a change, as `refdata changes` lists it.")],
    reason: Reason,
    config: Config = None,
    actor: Actor = None,
) -> None:
    """Take a change of one row back; from the next run on it is as it was before."""
    found = undo(open_ledger(settings_of(config)), number, actor_of(actor), reason)
    out.print(_line(found), highlight=False, soft_wrap=True)
    out.print("Next: `entrepot run`.")


def _named(pair: str) -> tuple[str, str]:
    column, separator, value = pair.partition("=")
    if not separator:
        raise typer.BadParameter(f"{pair!r} names no column; write COLUMN=VALUE.")
    return column, value


def _counts(table: ReferenceTable, ledger: Ledger) -> tuple[int, int]:
    before, now = _defaults(table), effective_rows(SEEDS, table, ledger)
    return len(now), len(changes(table, before, now))


def _defaults(table: ReferenceTable) -> dict[Key, Row]:
    return {table.key_of(row): row for row in default_rows(SEEDS, table)}


def _changes(file: Path, ledger: Ledger) -> list[Change]:
    """Return what a workbook changes; its sheets fit to one another and to the tables that it leaves out.

    Raises:
        WorkbookError: Anything in it is wrong.
    """
    tables, sheets = reference_tables(SEEDS), read_workbook(file)
    refuse(file, unknown_sheets(sheets, tables))
    before = {name: effective_rows(SEEDS, table, ledger) for name, table in tables.items()}
    given: dict[str, tuple[FilledSheet, dict[Key, Row]]] = {}
    complaints: list[Complaint] = []
    for sheet in sheets:
        rows, found = read_sheet(tables[sheet.name], sheet)
        given[sheet.name], complaints = (sheet, rows), complaints + found
    refuse(file, complaints)
    after = before | {name: rows for name, (_, rows) in given.items()}
    refuse(file, [item for name, (sheet, rows) in given.items() for item in misfits(tables[name], sheet, rows, after)])
    return [change for name in given for change in changes(tables[name], before[name], after[name])]


def _line(change: Change) -> str:
    before, after = change.before or {}, change.after or {}
    if change.before and change.after:
        said = ", ".join(f"{name} {before[name]} → {after[name]}" for name in after if before[name] != after[name])
    else:
        said = ", ".join(f"{name} {value}" for name, value in (after or before).items() if value is not None)
    marks = {"added": "[green]+[/]", "changed": "[yellow]~[/]", "removed": "[red]-[/]"}
    return f"{marks[change.kind]} {escape(change.subject)}: {escape(said)}"
