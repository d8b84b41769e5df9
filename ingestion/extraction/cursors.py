"""From where on a table is fetched: what has landed tells, so no state of its own can differ from it.

Belongs here: that moment. Not here: how a system is asked for it (connectors).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ingestion.contract.document import SourceTable
from ingestion.landing.batches import Batch


def fetched_since(table: SourceTable, batches: Iterable[Batch]) -> datetime | None:
    """Return the cursor's value (UTC) from which on rows are asked for; None asks for the whole table.

    It is the latest value that has landed under the present contract, less the contract's look-back. A batch that was
    revoked or stopped does not count, so its rows are fetched again.

    Args:
        table: The contract.
        batches: What has landed of this source.
    """
    if table.cursor is None:
        return None
    clocks = [
        batch.clock_at
        for batch in batches
        if batch.table_name == table.name and batch.contract_hash == table.content_hash and batch.clock_at
    ]
    return max(clocks) - table.look_back if clocks else None
