"""Commands on what has landed: `batch list`, `show`, `revoke`, `restore`."""

from __future__ import annotations

from typing import Annotated

import typer

from ingestion.landing.batches import find_batch, list_batches, revoked_batches
from ingestion.landing.revoking import revoke_batch, undo_revocation
from orchestration.cli.console import Actor, Config, Reason, actor_of, counted, out, print_table, settings_of
from warehouse.ledger import open_ledger
from warehouse.lock import run_lock

app = typer.Typer(no_args_is_help=True, help="What has landed: list, show, revoke, restore.")
Source = Annotated[str | None, typer.Option("--source", help="Only this source.")]
BatchId = Annotated[str, typer.Argument(help="The batch id, or its first characters.")]


@app.command("list")
def list_landed(
    config: Config = None,
    source: Source = None,
    revoked: Annotated[bool, typer.Option("--revoked", help="Those that were taken back.")] = False,
) -> None:
    """List landed batches, oldest extract first."""
    settings = settings_of(config)
    taken_back = [batch for batch in revoked_batches(settings) if source in {None, batch.source_name}]
    rows = [
        [
            b.batch_id[:8],
            b.source_name,
            b.table_name,
            f"{b.extracted_at:%Y-%m-%d %H:%M}",
            b.row_count,
            b.refused_count,
            b.flagged_count,
            b.file_name,
        ]
        for b in (taken_back if revoked else list_batches(settings, source))
    ]
    columns = ["batch", "source", "table", "extracted (UTC)", "rows", "refused", "flagged", "file"]
    empty = "No batch was taken back." if revoked else "Nothing has landed yet. Run `entrepot run`."
    print_table("Batches", columns, rows, empty)


@app.command("show")
def show_batch(batch_id: BatchId, config: Config = None) -> None:
    """Show a batch's manifest: file, contract, rows, faults and refusals."""
    batch = find_batch(list_batches(settings_of(config)), batch_id)
    out.print(
        f"{batch.batch_id}  {batch.source_name}.{batch.table_name}  contract {batch.contract_version}, "
        f"canonical {batch.canonical_version}"
    )
    out.print(f"file {batch.file_name} (sha256 {batch.file_hash[:16]}…), extracted {batch.extracted_at} UTC")
    repeated = counted(batch.repeated_key_count, "repeated key")
    out.print(f"{counted(batch.row_count, 'row')}, {batch.refused_count:,} refused, {repeated}")
    if batch.extra_columns:
        out.print(f"columns that the contract does not name: {', '.join(batch.extra_columns)}")
    print_table("Faults", ["rule", "column", "rows"], batch.faults, "No row was flagged.")
    print_table("Refused", ["rule", "rows", "money", "currency"], batch.refused, "No row was refused.")


@app.command("revoke")
def revoke(batch_id: BatchId, reason: Reason, config: Config = None, actor: Actor = None) -> None:
    """Take a batch back; the next run builds without it. Its file does not land again by itself."""
    settings = settings_of(config)
    with run_lock(settings):
        batch = revoke_batch(settings, open_ledger(settings), batch_id, actor=actor_of(actor), reason=reason)
    out.print(
        f"Taken back: {batch.source_name}.{batch.table_name}, {counted(batch.row_count, 'row')}. Next: `entrepot run`."
    )
    out.print(f"To undo: `entrepot batch restore {batch.batch_id[:8]}`.")


@app.command("restore")
def restore(batch_id: BatchId, reason: Reason, config: Config = None, actor: Actor = None) -> None:
    """Put a batch back that was taken back; `batch list --revoked` names them."""
    settings = settings_of(config)
    with run_lock(settings):
        batch = undo_revocation(settings, open_ledger(settings), batch_id, actor=actor_of(actor), reason=reason)
    out.print(f"Put back: {batch.source_name}.{batch.table_name}, {batch.row_count:,} rows. Next: `entrepot run`.")
