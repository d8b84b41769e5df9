"""The tables that orchestration writes in the work warehouse."""

from __future__ import annotations

READS: tuple[str, ...] = ()
WRITES: tuple[str, ...] = (
    "run.purpose",
    "run.coverage",
    "run.question_coverage",
    "run.lineage",
    "run.metric",
    "run.table_use",
    "run.steward_entry",
    "run.schema_change",
)
