"""Templates: each file of a generic shape passes its contract without a fault, and every shape has one."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from ingestion.connectors.files.reading import describe_extract, find_extracts
from ingestion.contract.document import OWN_CONTRACTS, SourceTable, read_contract
from ingestion.gate.passing import pass_gate

TEMPLATES = Path(__file__).parents[3] / "docs" / "templates"
VENDORS = sorted(folder.name for folder in TEMPLATES.iterdir())
SAME_COLUMNS = {"notices_workbook", "notices_chinese", "commitments_workbook"}
"""Other forms of notices and commitments: the template is theirs too."""


def tables(vendor: str) -> list[SourceTable]:
    return [read_contract(path, vendor) for path in sorted((OWN_CONTRACTS / vendor).glob("*.yaml"))]


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_shape_has_a_template_that_passes_without_a_fault(
    gate: duckdb.DuckDBPyConnection, vendor: str, tmp_path: Path
) -> None:
    folder = TEMPLATES / vendor
    for table in tables(vendor):
        found = find_extracts(folder, table)
        assert bool(found) != (table.name in SAME_COLUMNS), table.name
        for path in found:
            result = pass_gate(gate, table, describe_extract(path), tmp_path)
            assert (result.row_count > 0, result.refused_count, result.faults) == (True, 0, ()), table.name


def test_a_template_that_no_contract_reads_is_found() -> None:
    read = {path for vendor in VENDORS for table in tables(vendor) for path in find_extracts(TEMPLATES / vendor, table)}
    assert {path for path in TEMPLATES.rglob("*") if path.is_file()} == read
