"""What the demo's partners and office send has the generic shapes: every file passes its contract without a fault."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from ingestion.connectors.files.reading import describe_extract, find_extracts
from ingestion.contract.document import OWN_CONTRACTS, read_contract
from ingestion.gate.passing import pass_gate

FOLDERS = {
    "advertising": "advertising",
    "carriers": "carrier",
    "marketplace": "marketplace",
    "office": "office",
    "payments": "payment_provider",
    "suppliers": "supplier_files",
}


@pytest.mark.parametrize(("folder", "vendor"), FOLDERS.items())
def test_the_files_of_a_partner_pass_the_contracts_of_its_shape(
    clean: Path, tmp_path: Path, folder: str, vendor: str
) -> None:
    rows: dict[str, int] = {}
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        for contract in sorted((OWN_CONTRACTS / vendor).glob("*.yaml")):
            table = read_contract(contract, vendor)
            for path in find_extracts(clean / "extracts" / folder, table):
                result = pass_gate(connection, table, describe_extract(path), tmp_path)
                found = {fault for fault in result.faults if fault.rule_name != "absent_column"}
                assert (result.refused_count, found) == (0, set()), path.name
                rows[table.name] = rows.get(table.name, 0) + result.row_count
    assert rows and all(rows.values())
