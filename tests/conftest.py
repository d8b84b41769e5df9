"""Fixtures for the whole house: where it stands, and one assembled dbt project of every vendor."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from warehouse.settings import Settings, load_settings

if TYPE_CHECKING:
    from orchestration.dbt.runner import DbtProject

HOUSE = Path(__file__).resolve().parents[1]
DEMO_VENDORS = ("shopify", "hubspot", "odoo", "threepl")
EXAMPLE = HOUSE / "examples" / "adventureworks"


@pytest.fixture(scope="session")
def house() -> Path:
    """The project's folder."""
    return HOUSE


@pytest.fixture(scope="session")
def every_vendor(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A configuration with every vendor there is, in and outside the house; its folders are empty."""
    folder = tmp_path_factory.mktemp("every_vendor")
    shutil.copytree(EXAMPLE / "vendors", folder / "vendors")
    vendors = [*DEMO_VENDORS, *sorted(path.name for path in (folder / "vendors").iterdir())]
    blocks = [f'[[source]]\nname = "{name}"\nvendor = "{name}"\nsystems = ["erp"]\npath = "none"\n' for name in vendors]
    config = folder / "entrepot.toml"
    config.write_text('[company]\nname = "Everyone"\ngroup_currency = "EUR"\n\n' + "\n".join(blocks), encoding="utf-8")
    return load_settings(config)


@pytest.fixture(scope="session")
def project(every_vendor: Settings) -> DbtProject:
    """The assembled and parsed project of that configuration, over empty tables."""
    from ingestion.contract import vendor_tables
    from ingestion.raw import prepare_raw
    from orchestration.dbt.assembly import assemble
    from orchestration.dbt.runner import DbtProject
    from warehouse.connections import open_writer

    tables = vendor_tables(every_vendor)
    found = DbtProject(every_vendor, assemble(every_vendor, tables))
    manifest = found.parse()
    with open_writer(every_vendor) as connection:
        prepare_raw(connection, tables)
        for source in manifest["sources"].values():
            columns = ", ".join(f"{name} {column['data_type']}" for name, column in source["columns"].items())
            if columns and not source["schema"].startswith("raw_"):
                connection.execute(f"create schema if not exists {source['schema']}")
                connection.execute(f"create table {source['schema']}.{source['name']} ({columns})")
    return found


@pytest.fixture(scope="session")
def compiled(project: DbtProject) -> dict[str, Any]:
    """Dbt's manifest of that configuration, with the compiled SQL of every model."""
    return project.compile()
