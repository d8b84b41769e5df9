"""The page of faults: what becomes of every class, counted, not claimed: `python -m orchestration.pages.faults FILE`.

Belongs here: counting outcomes, and the page. Not here: the faults (simulation) and the rules (the gate).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from ingestion.connectors.files.reading import describe_extract, find_extracts
from ingestion.contract.document import SourceTable, load_vendor
from ingestion.gate.passing import GateResult, pass_gate
from ingestion.gate.session import open_gate
from ingestion.rules.history import NO_ROWS
from orchestration.options import RunOptions
from orchestration.pages.markdown import blocks, grid
from orchestration.reporter import Reporter
from orchestration.run import run
from orchestration.scoring import opened_findings
from simulation.company import demo_configuration, write_company
from simulation.faults.damage import DAMAGES, Damage
from simulation.faults.words import WORDS
from simulation.parameters import WorldParameters
from simulation.scorecard import count_fates
from warehouse.errors import SchemaBreakError
from warehouse.releases import require_release
from warehouse.settings import Settings, load_settings

SCALE = 0.05
"""Of the demo company that the page is counted on."""
COLUMNS = {
    "stopped": "stopped", "refused": "refused", "flagged": "flagged", "warned": "reported", "absorbed": "absorbed",
    "waits": "held back", "not read": "not loaded", "silent": "let through",
}  # fmt: skip
"""Columns of the page, and the word for each in the scorecard's SQL."""
DAMAGED_SOURCE, DAMAGED_TABLE = "crm", "deals"
STOPPED, REFUSED, FLAGGED, WARNED, HARMLESS, SILENT = "stopped", "refused", "flagged", "warned", "as sent", "silent"
NOTICE = "*Written by `make docs` from a demo company with faults and its run; change the rules, not this page.*"
MEANINGS = (
    "**Stopped**: the file's source waits for that day, and the run says so with file and line. **Refused**: the "
    "row is in quarantine with its text and its money. **Flagged**: the row lands, the value is nulled or marked, "
    "and counted. **Warned**: it lands, and a rule, a check or the summary names it. **Absorbed**: nothing wrong "
    "comes of it, such as the same file twice, or a row of which its source sent a good version since. **Waits**: "
    "it stands in a file of a stopped day. **Not read**: no source of the demo reads that sheet. **Silent**: it "
    "lands, and nothing is said."
)
DAMAGE_INTRODUCTION = (
    "One file of the demo company, damaged in each way and taken through the gate. *As sent* is the right outcome "
    "where everything that was sent can still be read."
)

Outcomes = dict[str, Counter[str]]


def fault_page(settings: Settings) -> str:
    """Return the page.

    Args:
        settings: A demo company with faults, after its run.
    """
    outcomes = planted_outcomes(settings)
    damages = dict(damage_outcomes(settings))
    rows = [[f"`{name}`", WORDS[name], str(total(found)), *counts(found)] for name, found in outcomes.items()]
    head = ["class", "what it is", "planted", *COLUMNS]
    return blocks(
        [
            "# Faults and what becomes of them",
            NOTICE,
            f"`entrepot demo --scale {SCALE}` plants {len(outcomes)} classes of faults and writes down where; this is "
            "what `entrepot run` made of them. A company whose systems make no mistakes has no finding at all.",
            MEANINGS,
            "## Planted by the demo company",
            grid(head, rows),
            "## Damaged files",
            DAMAGE_INTRODUCTION,
            grid(
                ["damage", "what it is", "outcome", "what the run says"],
                [[f"`{damage.name}`", damage.words, *damages[damage.name]] for damage in DAMAGES],
            ),
        ]
    )


def planted_outcomes(settings: Settings) -> Outcomes:
    """Count, for every class that was planted, what became of it; the words are those of `COLUMNS`."""
    names = {outcome: column for column, outcome in COLUMNS.items()}
    found: Outcomes = {}
    with opened_findings(settings, require_release(settings, None).database) as connection:
        for fault, outcome, count in count_fates(connection, settings.data_dir):
            found.setdefault(fault, Counter())[names[outcome]] += count
    return found


def damage_outcomes(settings: Settings) -> Iterator[tuple[str, tuple[str, str]]]:
    """Damage a file in every way and yield, by damage, outcome and words of the gate."""
    source = next(source for source in settings.sources if source.name == DAMAGED_SOURCE)
    table = next(table for table in load_vendor(source.vendor, settings) if table.name == DAMAGED_TABLE)
    sound = find_extracts(source.path, table)[0]
    with open_gate(settings) as connection, tempfile.TemporaryDirectory() as folder:
        before = _passed(connection, table, sound, Path(folder))
        for damage in DAMAGES:
            path = Path(shutil.copy(sound, folder))
            damage.change(path)
            yield damage.name, _outcome(connection, table, path, Path(folder), damage, before)


def counts(found: Counter[str]) -> list[str]:
    """Return the cells of a class, in the order of the columns; nothing where there is none."""
    return [str(found[column] or "") for column in COLUMNS]


def total(found: Counter[str]) -> int:
    """Return how many were planted."""
    return sum(found.values())


def _outcome(
    connection: duckdb.DuckDBPyConnection,
    table: SourceTable,
    path: Path,
    folder: Path,
    damage: Damage,
    before: GateResult,
) -> tuple[str, str]:
    """Say what the gate made of a damaged file, beside what it made of the sound one."""
    try:
        found = _passed(connection, table, path, folder)
    except SchemaBreakError as error:
        return STOPPED, str(error)
    more = Counter({(item.rule_name, item.column_name): item.row_count for item in found.faults}) - Counter(
        {(item.rule_name, item.column_name): item.row_count for item in before.faults}
    )
    if found.refused_count > before.refused_count:
        return REFUSED, f"{found.refused_count - before.refused_count} rows are refused"
    if more:
        return FLAGGED, ", ".join(f"{column}:{rule}" for rule, column in sorted(more))
    if found.extra_columns != before.extra_columns:
        return WARNED, f"columns that no contract names: {', '.join(found.extra_columns)}"
    if before.row_count and not found.row_count:
        return WARNED, f"rows:{NO_ROWS}"
    is_as_sent = damage.is_harmless and found.row_count == before.row_count
    return (HARMLESS, "") if is_as_sent else (SILENT, "")


def _passed(connection: duckdb.DuckDBPyConnection, table: SourceTable, path: Path, folder: Path) -> GateResult:
    return pass_gate(connection, table, describe_extract(path), folder)


def main(arguments: Sequence[str]) -> None:
    """Write a demo company into a temporary folder, run, and write the page into the file that is named."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "entrepot.toml"
        config.write_text(demo_configuration(), encoding="utf-8")
        settings = load_settings(config)
        write_company(settings.data_dir, WorldParameters(scale=SCALE))
        run(settings, RunOptions(), Reporter())
        text = fault_page(settings)
    Path(arguments[0]).write_text(text, encoding="utf-8")
    sys.stdout.write(f"{arguments[0]}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
