"""Commands on what was refused: `quarantine list`, `show`, `mend`, `dismiss`, `reopen`, `replay`.

Belongs here: showing refused rows and taking down what people decide about them. Not here: what a decision does
(ingestion's mending and quarantine).
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from ingestion.contract.document import SourceTable
from ingestion.gate.cells import as_it_stood, cells_of
from ingestion.gate.session import open_gate
from ingestion.landing.batches import Batch, find_batch, list_batches
from ingestion.quarantine.mending import Correction, faults_of, read_corrections, record, replay
from ingestion.quarantine.rows import OPEN, write_whole_quarantine
from orchestration.cli.console import Actor, Config, Reason, actor_of, counted, out, print_table, settings_of
from orchestration.purpose.landing import landing_tables
from warehouse.errors import EntrepotError
from warehouse.ledger import open_ledger
from warehouse.lock import run_lock
from warehouse.settings import Settings

app = typer.Typer(no_args_is_help=True, help="What was refused: list, show, mend, dismiss, reopen, replay.")
BatchId = Annotated[str, typer.Argument(help="The batch id, or its first characters.")]
RowNumber = Annotated[int, typer.Argument(min=1, help="Number of the row, as `quarantine show` lists it.")]
REFUSED = """
    select refused.row_number, refused.rule_name, refused.state, stood._original
    from refused_row as refused
    inner join read_parquet(?) as stood on refused.row_number = stood._row_number
    where refused.batch_id = ?
    order by refused.row_number
    limit ?
"""
"""Refused rows of a batch as they stood; the table that they are of may have columns of the same names."""
ROWS = """
    with money as (
        select batch_id, source_name, file_name, rule_name, state, currency_code, count(*) as row_count,
               sum(money_amount) as money_amount
        from refused_row
        where (state = ? or ?) and source_name = coalesce(?, source_name)
        group by all
    )
    select left(batch_id, 8), source_name, file_name,
           rule_name || case when state <> 'open' then ' · ' || state else '' end, sum(row_count),
           string_agg(concat_ws(' ', format('{:,.2f}', cast(money_amount as double)), currency_code), ', '
                      order by currency_code) filter (where money_amount is not null)
    from money
    group by batch_id, source_name, file_name, rule_name, state
    order by file_name, rule_name, state"""


@app.command("list")
def list_rows(
    config: Config = None,
    source: Annotated[str | None, typer.Option("--source", help="Only this source.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Also rows that came again, were mended or dismissed.")] = False,
) -> None:
    """List refused rows by batch and rule, with their money where it could be read."""
    settings = settings_of(config)
    with open_gate(settings) as connection:
        write_whole_quarantine(connection, "refused_row", settings)
        rows = connection.execute(ROWS, [OPEN, every, source]).fetchall()
    columns = ["batch", "source", "file", "rule", "rows", "money"]
    print_table("Quarantine", columns, rows, "No row waits in quarantine.")


@app.command()
def show(
    batch_id: BatchId,
    config: Config = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many rows.")] = 20,
) -> None:
    """Show refused rows as they stood in the file."""
    settings = settings_of(config)
    batch = find_batch(list_batches(settings), batch_id)
    if not batch.refused_rows.is_file():
        out.print("No row of this batch is in quarantine.")
        return
    with open_gate(settings) as connection:
        write_whole_quarantine(connection, "refused_row", settings)
        rows = connection.execute(REFUSED, [str(batch.refused_rows), batch.batch_id, limit]).fetchall()
    table = _table_of(settings, batch) if rows else None
    told = [[*row[:3], cells_of(table, row[1], row[3]) if table else "", as_it_stood(row[3])] for row in rows]
    print_table(f"Refused rows of {batch.file_name}", ["row", "rule", "state", "cells", "as it stood"], told, "None.")
    out.print(f"Mend one with `entrepot quarantine mend {batch.batch_id[:8]} ROW column=value --reason …`.")


@app.command()
def mend(
    batch_id: BatchId,
    row: RowNumber,
    values: Annotated[list[str], typer.Argument(help="column=value, as the contract names the column.")],
    reason: Reason,
    config: Config = None,
    actor: Actor = None,
) -> None:
    """Correct a refused row; the next run takes it in, until the source sends a later version."""
    settings = settings_of(config)
    batch = find_batch(list_batches(settings), batch_id)
    correction = Correction(batch.batch_id, row, dict(_value(text) for text in values), is_dismissal=False)
    with open_gate(settings) as connection, tempfile.TemporaryDirectory() as folder:
        faults = faults_of(connection, _table_of(settings, batch), batch, correction, Path(folder))
    if faults:
        raise EntrepotError(
            f"the row would still be refused: {faults}.",
            where=f"batch {batch.batch_id[:8]}, row {row}",
            todo="Give each of these columns a value that its contract allows.",
        )
    _record(settings, batch, row, "mend", correction.values, reason, actor)
    out.print(f"Row {row} of {batch.file_name} is mended. Next: `entrepot run`.")


@app.command()
def dismiss(batch_id: BatchId, row: RowNumber, reason: Reason, config: Config = None, actor: Actor = None) -> None:
    """Say that a refused row shall never come, such as the total line of a report."""
    file_name = _decide(settings_of(config), batch_id, row, "dismiss", reason, actor)
    out.print(f"Row {row} of {file_name} waits no more. To undo: `entrepot quarantine reopen`.")


@app.command()
def reopen(batch_id: BatchId, row: RowNumber, reason: Reason, config: Config = None, actor: Actor = None) -> None:
    """Undo a correction or a dismissal: the row waits again."""
    file_name = _decide(settings_of(config), batch_id, row, "reopen", reason, actor)
    out.print(f"Row {row} of {file_name} waits again. Next: `entrepot run`.")


@app.command("replay")
def replay_rows(config: Config = None) -> None:
    """Take mended rows into the landing now; every run does the same before it builds."""
    settings = settings_of(config)
    with run_lock(settings), open_gate(settings) as connection:
        corrections = read_corrections(open_ledger(settings))
        landed = [
            batch
            for source in settings.sources
            for batch in replay(connection, settings, source, landing_tables(settings, source), corrections)
        ]
    count = sum(batch.row_count for batch in landed)
    out.print(f"{counted(count, 'mended row')} landed. Next: `entrepot run`." if count else "No mended row is new.")


def _table_of(settings: Settings, batch: Batch) -> SourceTable:
    source = next(source for source in settings.source if source.name == batch.source_name)
    return next(table for table in landing_tables(settings, source) if table.name == batch.table_name)


def _decide(settings: Settings, batch_id: str, row: int, decision: str, reason: str, actor: str | None) -> str:
    """Take down a decision that needs no values; return the name of the row's file."""
    batch = find_batch(list_batches(settings), batch_id)
    _check_row(settings, batch, row)
    _record(settings, batch, row, decision, {}, reason, actor)
    return batch.file_name


def _check_row(settings: Settings, batch: Batch, row: int) -> None:
    """Refuse a number that no refused row of the batch has."""
    with open_gate(settings) as connection, tempfile.TemporaryDirectory() as folder:
        correction = Correction(batch.batch_id, row, {}, is_dismissal=False)
        faults_of(connection, _table_of(settings, batch), batch, correction, Path(folder))


def _value(text: str) -> tuple[str, str | None]:
    name, separator, value = text.partition("=")
    if not separator or not name:
        raise EntrepotError("a correction is column=value.", where=text, todo="Write, for example, amount=120.50.")
    return name, value or None


def _record(
    settings: Settings,
    batch: Batch,
    row: int,
    decision: str,
    values: Mapping[str, str | None],
    reason: str,
    actor: str | None,
) -> None:
    record(
        open_ledger(settings),
        batch.batch_id,
        row,
        decision,
        values=values,
        actor=actor_of(actor),
        reason=reason,
    )
