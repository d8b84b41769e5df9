"""Taking a landed batch back and putting it back, each with who and why in the ledger.

Belongs here: the decision and its record. Not here: moving folders (landing).

The entry (kind `batch_revocation`) is written before the folder moves: killed in between it has no effect, and the
command can be given again.
"""

from __future__ import annotations

from ingestion.landing.batches import Batch, find_batch, list_batches, put_back, revoke, revoked_batches
from warehouse.ledger import Kind, Ledger
from warehouse.settings import Settings


def revoke_batch(settings: Settings, ledger: Ledger, batch_id: str, *, actor: str, reason: str) -> Batch:
    """Take a landed batch back; the caller holds the run lock.

    Raises:
        LandingError: There is no such batch.
        LedgerError: Actor or reason is empty.
    """
    batch = find_batch(list_batches(settings), batch_id)
    _record(ledger, batch, "revoke", actor, reason)
    return revoke(settings, batch.batch_id)


def undo_revocation(settings: Settings, ledger: Ledger, batch_id: str, *, actor: str, reason: str) -> Batch:
    """Put a batch back that was taken back; the caller holds the run lock.

    Raises:
        LandingError: No such batch was taken back.
        LedgerError: Actor or reason is empty.
    """
    batch = find_batch(revoked_batches(settings), batch_id)
    _record(ledger, batch, "restore", actor, reason)
    return put_back(settings, batch.batch_id)


def _record(ledger: Ledger, batch: Batch, action: str, actor: str, reason: str) -> None:
    what = {"action": action, "source": batch.source_name, "table": batch.table_name, "file": batch.file_name}
    ledger.append(Kind.BATCH_REVOCATION, batch.batch_id, what, actor, reason)
