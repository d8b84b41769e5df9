"""The command `source map`, from a database and from a folder of files to contracts that hold."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest
from click.testing import Result
from typer.testing import CliRunner

from ingestion.checking import check_source
from ingestion.contract.document import load_vendor
from orchestration.cli.app import app
from warehouse.errors import ConfigurationError, ContractError
from warehouse.settings import load_settings

CONFIG = '[company]\nname = "Shop"\ngroup_currency = "EUR"\n'


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration without any source."""
    path = tmp_path / "entrepot.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


def run(config: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(app, ["source", "map", *arguments, "--config", str(config)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_database_becomes_a_source_that_holds(shop: ModuleType, config: Path) -> None:
    database = shop.write_shop(config.parent / "shop.sqlite")
    told = run(config, "shop", "--path", str(database), "--add", "--system", "storefront", "--json")
    report = json.loads(told.stdout)
    assert {(it["entity"], it["table"]) for it in report["entities"]} >= {
        ("sales_order", "Order"),
        ("sales_order_line", "Order Lines"),
    }
    settings = load_settings(config)
    assert settings.source[0].systems == ["storefront"]
    checked = check_source(settings, "shop")
    assert (checked.problems, checked.refusals) == ([], [])
    again = run(config, "shop")
    assert "0 written" in again.stdout
    assert "entrepot run" in again.stdout


def test_a_folder_of_files_becomes_a_source_that_holds(shop: ModuleType, config: Path) -> None:
    folder = config.parent / "exports"
    folder.mkdir()
    with closing(sqlite3.connect(shop.write_shop(config.parent / "shop.sqlite"))) as database:
        for table in ("Order", "Order Lines", "People"):
            rows = database.execute(f'select * from "{table}"')
            lines = [[column[0] for column in rows.description], *rows]
            text = "\n".join(";".join("" if value is None else str(value) for value in line) for line in lines)
            (folder / f"{table}_2026-03-31.csv").write_text(text + "\n", encoding="gb18030")
    run(config, "shop", "--path", str(folder), "--add")
    settings = load_settings(config)
    assert settings.source[0].path == folder
    tables = {table.physical_table: table for table in load_vendor("shop", settings)}
    assert tables["Order"].path_glob == "Order_[0-9]*.csv"
    assert tables["Order"].delimiter == ";"
    checked = check_source(settings, "shop")
    assert (checked.problems, checked.refusals) == ([], [])
    assert sum(int(str(row[2])) for row in checked.rows) >= 5


def test_without_add_the_block_is_shown_and_nothing_is_written(shop: ModuleType, config: Path) -> None:
    database = shop.write_shop(config.parent / "shop.sqlite")
    told = run(config, "shop", "--path", str(database))
    assert f'[[source]]\nname = "shop"\nvendor = "shop"\nsystems = ["erp"]\ndsn = "sqlite:///{database}"' in told.stdout
    assert config.read_text(encoding="utf-8") == CONFIG
    assert not (config.parent / "vendors").exists()


def test_a_block_that_does_not_fit_leaves_the_configuration_as_it_was(shop: ModuleType, config: Path) -> None:
    database = shop.write_shop(config.parent / "shop.sqlite")
    with pytest.raises(ConfigurationError, match="should match pattern"):
        run(config, "My Shop", "--path", str(database), "--add")
    assert config.read_text(encoding="utf-8") == CONFIG
    assert [path.name for path in config.parent.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["shop"], "there is no source 'shop'"),
        (["shop", "--path", "nowhere"], "no such folder or file"),
        (["shop", "--path", "entrepot.toml"], "no database of SQLite or DuckDB"),
        (["shop", "--path", ".", "--system", "shop"], "there is no system 'shop'"),
        (["shop", "--path", ".", "--vendor", "odoo", "--add"], "the vendor 'odoo' is known"),
    ],
)
def test_what_cannot_be_mapped_is_said(
    config: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(config.parent)
    with pytest.raises(ConfigurationError, match=said):
        run(config, *arguments)


def test_a_run_of_an_unknown_vendor_names_the_command(config: Path) -> None:
    config.write_text(f'{CONFIG}[[source]]\nname = "till"\nvendor = "cash"\nsystems = ["erp"]\npath = "."\n')
    with pytest.raises(ContractError, match="entrepot source map till"):
        load_vendor("cash", load_settings(config))


def test_a_choice_in_the_spreadsheet_reaches_the_model(shop: ModuleType, config: Path) -> None:
    run(config, "shop", "--path", str(shop.write_shop(config.parent / "shop.sqlite")), "--add")
    vendor = config.parent / "vendors" / "shop"
    book = openpyxl.load_workbook(vendor / "mapping.xlsx")
    for row in book["mapping"].iter_rows(min_row=2):
        if (row[1].value, row[2].value) == ("sales_order", "channel_code"):
            row[11].value = "value: web"
    chosen = shutil.copy(vendor / "mapping.xlsx", config.parent / "ours.xlsx")
    book.save(chosen)
    run(config, "shop", "--from", str(chosen))
    model = (vendor / "staging" / "stg_shop__sales_order.sql").read_text(encoding="utf-8")
    assert "'web' as channel_code" in model
    with pytest.raises(ConfigurationError, match="a person has corrected"):
        run(config, "shop")
