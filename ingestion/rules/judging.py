"""What the run knows of quality, once canonical stands: quarantine, broken rules, and the frame of rules.

Belongs here: the order in which these are written. Not here: any of them (quarantine, rules).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb

from ingestion.contract.document import SourceTable
from ingestion.contract.left_out import NOTHING, LeftOut
from ingestion.landing.batches import Batch
from ingestion.quarantine.mending import read_corrections
from ingestion.quarantine.rows import write_quarantine
from ingestion.rules.frame import write_rules
from ingestion.rules.profile import write_profile
from ingestion.rules.scan import scan_tables
from warehouse.exemptions import read_exemptions
from warehouse.ledger import open_ledger
from warehouse.settings import Settings


def judge_quality(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    tables: Sequence[SourceTable],
    batches: Sequence[Batch],
    as_of: date,
    left_out: LeftOut = NOTHING,
) -> None:
    """Write `run.quarantine`, `run.finding`, `run.rule` and `run.profile`, after `write_run_facts`."""
    ledger = open_ledger(settings)
    write_quarantine(connection, "run.quarantine", tables, batches, read_corrections(ledger))
    scan_tables(connection, tables)
    write_rules(connection, tables, read_exemptions(ledger), as_of)
    write_profile(connection, tables, left_out)
