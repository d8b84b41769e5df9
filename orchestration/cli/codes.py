"""Commands on codes of other systems: `codes list`, `lists`, `map`, `unmap`, `export`, `import`.

Belongs here: showing what is unmapped, and taking down what people decide. Not here: what a decision must be
(`ingestion.codes`), and the inbox (the mart).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from ingestion.codes.mappings import (
    NOTHING,
    CodeError,
    CodeMapping,
    objection,
    record,
    standing_mappings,
    target_of,
    undo,
)
from ingestion.codes.sheet import Decision, read_codes, write_codes
from orchestration.cli.console import Actor, Config, Reason, actor_of, out, print_table, settings_of
from orchestration.coding import our_codes, own_lists, unlisted, unmapped
from orchestration.dbt.code_lists import meanings
from warehouse.ledger import open_ledger
from warehouse.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Codes of other systems as ours: list, lists, map, unmap, export, import.")
Source = Annotated[str, typer.Argument(help="The source, as the configuration names it.")]
Column = Annotated[str, typer.Argument(help="ENTITY.COLUMN, such as sales_order.order_status; *.COLUMN for all.")]
Code = Annotated[str, typer.Argument(help="The code as the source writes it.")]
Workbook = Annotated[Path, typer.Argument(help="The spreadsheet (.xlsx).")]

_ADD_TO_CONTRACT = (
    "its words are the `enum` of the column in the vendor's contract. Add the word there, mend it in the system, or "
    "allow it for a while with `entrepot rule allow SOURCE.TABLE.COLUMN.unknown_code`."
)


@app.command("list")
def list_codes(
    config: Config = None,
    every: Annotated[bool, typer.Option("--all", help="Also what people have mapped.")] = False,
) -> None:
    """List the codes that nobody has mapped, with their rows and money; the most money first."""
    settings = settings_of(config)
    rows = [[item.source_name, item.column, item.code, item.row_count, item.money, item.last_seen]
            for item in unmapped(settings)]  # fmt: skip
    columns = ["source", "column", "code", "rows", "money", "last seen (UTC)"]
    print_table("Unmapped codes", columns, rows, "No code is unmapped.")
    if rows:
        out.print("Map them with `entrepot codes export FILE.xlsx` and `import`, or one with `entrepot codes map`.")
    _print_unlisted(settings)
    if every:
        mapped = [[item.mapping.source_name, item.mapping.column, item.mapping.code, item.mapping.target or NOTHING,
                   item.actor, f"{item.recorded_at:%Y-%m-%d}", item.reason]
                  for item in standing_mappings(open_ledger(settings))]  # fmt: skip
        columns = ["source", "column", "code", "ours", "by", "on", "why"]
        print_table("Mapped by people", columns, mapped, "Nobody has mapped a code.")


@app.command("lists")
def list_ours(column: Annotated[str, typer.Argument(help="ENTITY.COLUMN.")], config: Config = None) -> None:
    """List our codes of a canonical column, with what they mean."""
    lists, words = our_codes(settings_of(config)), meanings().get(column, {})
    if column not in lists:
        raise CodeError(
            f"{column!r} is no canonical column that holds codes, so no list of ours maps it.",
            todo=f"See docs/reference/canonical.md. Of a source's own TABLE.COLUMN: {_ADD_TO_CONTRACT}",
        )
    rows = [[code, words.get(code, "")] for code in lists[column]]
    print_table(column, ["code", "meaning"], rows, _without_list(column))


@app.command("map")
def map_one(
    source: Source,
    column: Column,
    code: Code,
    target: Annotated[str, typer.Argument(help="Our code; - if it means nothing to us.")],
    reason: Reason,
    config: Config = None,
    actor: Actor = None,
) -> None:
    """Map a source's code to one of ours; the next run uses it, before what the vendor's models say."""
    settings = settings_of(config)
    mapping = CodeMapping(source, column, code, target_of(target))
    wrong = objection(mapping, [item.name for item in settings.sources], our_codes(settings))
    if wrong:
        raise CodeError(f"{wrong[1]}.", where=wrong[0].upper(), todo="Correct it.")
    record(open_ledger(settings), mapping, actor_of(actor), reason)
    out.print(f"{_said(mapping)} Next: `entrepot run`.", highlight=False, soft_wrap=True)


@app.command("unmap")
def unmap_one(
    source: Source, column: Column, code: Code, reason: Reason, config: Config = None, actor: Actor = None
) -> None:
    """Take a mapping back; from the next run on the vendor's models decide again."""
    ledger = open_ledger(settings_of(config))
    mapping = undo(ledger, CodeMapping(source, column, code, None), actor_of(actor), reason)
    out.print(f"No longer: {_said(mapping)} Next: `entrepot run`.", highlight=False, soft_wrap=True)


@app.command("export")
def export_codes(file: Workbook, config: Config = None) -> None:
    """Write a spreadsheet of what is unmapped and what people have mapped; fill in the column `target`."""
    settings = settings_of(config)
    found, standing = unmapped(settings), standing_mappings(open_ledger(settings))
    write_codes(file, found, standing, our_codes(settings), meanings())
    out.print(
        f"{file}: {len(found):,} unmapped codes, {len(standing):,} that people have mapped. Fill in `target` "
        f"({NOTHING} for a code that means nothing), then `entrepot codes import {file}`.",
        highlight=False,
        soft_wrap=True,
    )


@app.command("import")
def import_codes(file: Workbook, reason: Reason, config: Config = None, actor: Actor = None) -> None:
    """Take what a filled-in spreadsheet decides, all of it or, if a row is wrong, nothing."""
    settings = settings_of(config)
    ledger, sources = open_ledger(settings), [source.name for source in settings.sources]
    decisions = read_codes(file, standing_mappings(ledger), sources, our_codes(settings))
    for decision in decisions:
        take = undo if decision.is_undone else record
        take(ledger, decision.mapping, actor_of(actor), decision.reason or reason)
        out.print(_told(decision), highlight=False, soft_wrap=True)
    out.print(f"{len(decisions):,} decisions taken." + (" Next: `entrepot run`." if decisions else ""))


def _print_unlisted(settings: Settings) -> None:
    """Print the columns of sources whose unknown words nobody can map, and what to do about them; or nothing."""
    rows = [[item.source_name, item.column, item.row_count, item.money] for item in unlisted(settings)]
    if not rows:
        return
    out.print()
    print_table("Columns that no list maps, with unknown words", ["source", "column", "rows", "money"], rows, "")
    out.print(f"Nothing maps them: {_ADD_TO_CONTRACT}", highlight=False)


def _without_list(column: str) -> str:
    """Say that a column has no list, and how it gets one."""
    name = column.rpartition(".")[2]
    if name in own_lists():
        return (
            f"{column} has no list yet, so any word will do. To keep one: `entrepot refdata set code_list "
            f'column_name={name} code=… --reason "…"`, a row per code.'
        )
    return f"{column} has no list: any word will do, as the source writes it. `entrepot codes map` renames a word."


def _told(decision: Decision) -> str:
    return f"No longer: {_said(decision.mapping)}" if decision.is_undone else _said(decision.mapping)


def _said(mapping: CodeMapping) -> str:
    ours = "means nothing" if mapping.target is None else f"is {mapping.target!r}"
    return escape(f"{mapping.code!r} of {mapping.source_name} in {mapping.column} {ours}.")
