"""From a mapping to files: contracts that load and hold, models that dbt reads, and what people changed stays."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ingestion.checking import check_source
from ingestion.contract.delivery import vendor_tables
from ingestion.contract.document import SourceTable, load_vendor
from ingestion.mapping.making_source import sound_parts
from ingestion.mapping.mapping_error import MappingError
from ingestion.mapping.proposal import EntityProposal, Placement, Proposal
from ingestion.mapping.writing import vendor_files, write_files
from orchestration.dbt.assembly import assemble
from orchestration.dbt.runner import DbtProject
from orchestration.pages.coverage import filled_columns
from warehouse.errors import ConfigurationError
from warehouse.settings import Settings, load_settings

CONFIG = """data_dir = "data"
[company]
name = "Shop"
group_currency = "EUR"
[[source]]
name = "shop"
vendor = "shop"
systems = ["storefront"]
dsn = "sqlite:///{file}"
"""


@pytest.fixture(scope="module")
def settings(shop: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The shop as a source, with the files of its mapping."""
    folder = tmp_path_factory.mktemp("mapped")
    file = shop.write_shop(folder / "shop.sqlite")
    (folder / "entrepot.toml").write_text(CONFIG.format(file=file), encoding="utf-8")
    found = load_settings(folder / "entrepot.toml")
    write(shop, found.vendors_dir / "shop")
    return found


@pytest.fixture(scope="module")
def tables(settings: Settings) -> dict[str, SourceTable]:
    """The contracts as the rest of the house reads them."""
    return {table.name: table for table in load_vendor("shop", settings)}


def write(shop: ModuleType, folder: Path, *, changed: Proposal | None = None, **options: Any) -> Any:
    files = vendor_files(changed or shop.proposal(), shop.profile(), "shop", folder)
    return write_files(folder, files, **{"chosen": None, "replace": False} | options)


def test_only_what_is_placed_and_keys_land(tables: dict[str, SourceTable]) -> None:
    landed = {name: [column.physical_name for column in table.columns] for name, table in tables.items()}
    assert landed == {
        "order_lines": ["OrderNo", "Line", "Article", "Pieces", "Price", "Rebate"],
        "order_rows": ["OrderNo", "Buyer", "PlacedOn", "Currency", "Freight"],
        "people": ["Id", "Name", "Mail", "Country"],
    }


def test_a_contract_says_what_a_column_is(tables: dict[str, SourceTable]) -> None:
    orders = {column.name: column for column in tables["order_rows"].columns}
    lines = {column.name: column for column in tables["order_lines"].columns}
    people = {column.name: column for column in tables["people"].columns}
    assert tables["order_rows"].key == ("order_no",)
    assert tables["order_lines"].key == ("order_no", "line")
    assert tables["order_lines"].deletes.is_full
    assert orders["freight"].tags == {"amount"}
    assert orders["currency"].tags == {"currency"}
    assert tables["order_rows"].clocks == ("placed_on",)
    assert (lines["pieces"].tags, lines["pieces"].duckdb_type) == ({"quantity"}, "DECIMAL(18,4)")
    assert [name for name, column in people.items() if column.is_personal] == ["name", "mail"]
    assert [name for name, column in lines.items() if column.is_required] == ["order_no", "line", "pieces", "price"]
    assert {orders["order_no"].duckdb_type, lines["order_no"].duckdb_type} == {"VARCHAR"}


def test_what_the_system_holds_passes_the_gate(settings: Settings) -> None:
    report = check_source(settings, "shop")
    assert (report.problems, report.refusals) == ([], [])
    assert [(row[0], row[2], row[3]) for row in report.rows] == [
        ("order_lines", 3, 0),
        ("order_rows", 2, 0),
        ("people", 2, 0),
    ]


def test_dbt_reads_the_models_and_they_fill_what_was_placed(shop: ModuleType, settings: Settings) -> None:
    project = DbtProject(settings, assemble(settings, vendor_tables(settings)))
    models = {node["name"]: node for node in project.parse()["nodes"].values()}
    for entity in shop.proposal().entities:
        sql = models[f"stg_shop__{entity.entity}"]["raw_code"]
        placed = {placement.column for placement in entity.placements}
        assert placed <= filled_columns(sql)
        assert max(len(line) for line in sql.splitlines()) <= 120


def test_two_tables_may_feed_one_entity(shop: ModuleType, tmp_path: Path) -> None:
    proposal: Proposal = shop.proposal()
    settings_as_people = EntityProposal(
        "party_record", "Settings", (Placement("party_record_id", ("Settings.Key",), '"Settings".Key', 1, ""),), 1, ""
    )
    write(shop, tmp_path, changed=replace(proposal, entities=(*proposal.entities, settings_as_people)))
    sql = (tmp_path / "staging" / "stg_shop__party_record.sql").read_text(encoding="utf-8")
    assert "select * from of_people\n    union all\n    select * from of_settings" in sql


def test_written_again_nothing_changes(shop: ModuleType, tmp_path: Path) -> None:
    first, again = write(shop, tmp_path), write(shop, tmp_path)
    assert len(first.written) == len(again.same) == 8
    assert not again.written + again.kept + again.removed


def test_a_file_that_was_changed_by_hand_stays(shop: ModuleType, tmp_path: Path) -> None:
    write(shop, tmp_path)
    changed = tmp_path / "contracts" / "people.yaml"
    changed.write_text(changed.read_text(encoding="utf-8").replace("status: active", "status: draft"), encoding="utf-8")
    done = write(shop, tmp_path)
    assert [(kept.path, kept.difference) for kept in done.kept] == [(changed, "2 lines differ; it has `status: draft`")]
    assert "status: draft" in changed.read_text(encoding="utf-8")
    assert [path for path in write(shop, tmp_path, replace=True).written] == [changed]
    assert "status: draft" not in changed.read_text(encoding="utf-8")


def test_what_a_mapping_no_longer_needs_goes_unless_a_person_changed_it(shop: ModuleType, tmp_path: Path) -> None:
    write(shop, tmp_path)
    proposal: Proposal = shop.proposal()
    model = tmp_path / "staging" / "stg_shop__party_record.sql"
    without = replace(proposal, entities=tuple(it for it in proposal.entities if it.entity != "party_record"))
    model.write_text("select 1", encoding="utf-8")
    kept = write(shop, tmp_path, changed=without)
    assert [(it.path, it.difference) for it in kept.kept] == [(model, "nothing needs it any more")]
    write(shop, tmp_path, replace=True)
    done = write(shop, tmp_path, changed=without)
    assert done.removed == [model]
    assert not model.exists()


def test_what_follows_a_corrected_spreadsheet_is_not_proposed_over(shop: ModuleType, tmp_path: Path) -> None:
    write(shop, tmp_path)
    write(shop, tmp_path, chosen=tmp_path / "mapping.xlsx")
    with pytest.raises(ConfigurationError, match="a person has corrected"):
        write(shop, tmp_path)
    assert write(shop, tmp_path, replace=True).same


def test_contracts_that_a_person_wrote_are_not_written_over(shop: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts" / "orders.yaml").write_text("by hand", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="a person wrote"):
        write(shop, tmp_path)


def test_a_mapping_of_what_is_not_there_is_refused(shop: ModuleType, tmp_path: Path) -> None:
    wrong = EntityProposal("ticket", "Settings", (Placement("ticket_id", (), '"Settings".Number', 1, ""),), 1, "")
    with pytest.raises(MappingError, match="the table 'Settings' has no column 'Number'"):
        write(shop, tmp_path, changed=Proposal("shop", (wrong,)))


def test_what_cannot_become_its_column_is_left_out_with_the_reason(shop: ModuleType) -> None:
    proposal: Proposal = shop.proposal()
    [people, *_] = proposal.entities
    wrong = Placement("created_at", ("People.Name",), '"People".Name', 0.9, "")
    planted = replace(people, placements=(*people.placements, wrong))
    found = sound_parts(replace(proposal, entities=(planted,)), shop.profile())
    assert found.entities[0].placements == people.placements
    assert (found.unplaced[-1].table, found.unplaced[-1].column) == ("People", "Name")
    assert "varchar cannot become created_at" in found.unplaced[-1].reason


def test_the_shop_is_what_its_profile_says(shop: ModuleType, tmp_path: Path) -> None:
    with closing(sqlite3.connect(shop.write_shop(tmp_path / "shop.sqlite"))) as database:
        for table in shop.profile().tables:
            columns = [row[1] for row in database.execute(f'pragma table_info("{table.name}")')]
            assert columns == [column.name for column in table.columns]
