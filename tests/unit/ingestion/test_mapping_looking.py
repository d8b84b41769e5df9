"""What is found out about the columns, keys and references of a system that nobody has described."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from ingestion.mapping.looking import look
from ingestion.mapping.system_profile import Reference, SystemProfile
from warehouse.errors import ConfigurationError, SchemaBreakError
from warehouse.settings import CompanySettings, Settings
from warehouse.source_settings import SourceSettings

FILES = {
    "tbl_cust.csv": "cust_id,name,mail,land,active\n"
    + "".join(f"C{n:03},Name {n},n{n}@example.com,{'DE' if n % 2 else 'FR'},{n % 2}\n" for n in range(1, 41)),
    "article.csv": "id,ean,colour\n" + "".join(f"{n},400638133393{1},red\n" for n in range(1, 31)),
    "box.csv": "id,label\n" + "".join(f"{n},box {n}\n" for n in range(1, 31)),
    "sale_2025-03-01.csv": "no,cust,article_id,day,price,rank,zip\nold,C001,1,01.03.2025,1.5,1,01234\n",
    "sale_2025-03-02.csv": "no,cust_id,article_id,day,price,rank,zip\n"
    + "".join(
        f"S{n},C{n % 20 + 1:03},{n % 10 + 1},{n % 28 + 1:02}.03.2025,{n}.50,{n % 3 + 1},0{n + 1000}\n"
        for n in range(50)
    ),
    "stock.csv": "place,article,quantity\n" + "".join(f"P{p},{a},{a}\n" for p in range(3) for a in range(1, 11)),
}  # fmt: skip


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> SystemProfile:
    folder = tmp_path_factory.mktemp("looked")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "note.jsonl").write_text(json.dumps({"id": 1, "at": "2025-01-01T10:00:00Z"}) + "\n", encoding="utf-8")
    return _look(folder)


def _look(folder: Path) -> SystemProfile:
    company = CompanySettings(name="Ours", group_currency="EUR")
    settings = Settings(config_file=folder / "entrepot.toml", company=company, data_dir=folder / "data")
    return look(settings, SourceSettings(name="any", vendor="any", systems=["erp"], path=folder))


def _refers(profile: SystemProfile, table: str, column: str) -> Reference | None:
    return next((it for it in profile.references_of(table) if it.columns == (column,)), None)


def test_files_of_one_name_are_one_table_and_the_latest_is_looked_at(profile: SystemProfile) -> None:
    sale = profile.by_name["sale"]
    assert (sale.row_count, sale.file_name) == (50, "sale_2025-03-02.csv")
    assert set(profile.by_name) == {"tbl_cust", "article", "box", "sale", "stock", "note"}


def test_types_are_those_of_the_values(profile: SystemProfile) -> None:
    sale = profile.by_name["sale"].by_name
    assert (sale["day"].value_type, sale["day"].date_format, sale["day"].smallest) == ("DATE", None, "2025-03-01")
    assert (sale["price"].value_type, sale["rank"].value_type) == ("DECIMAL(18,4)", "BIGINT")
    assert sale["zip"].value_type == "VARCHAR"
    assert profile.by_name["note"].by_name["at"].value_type == "TIMESTAMP"


def test_patterns_of_values_are_counted(profile: SystemProfile) -> None:
    customer = profile.by_name["tbl_cust"].by_name
    assert (
        customer["mail"].share("email") == customer["land"].share("country") == customer["active"].share("yes_no") == 1
    )
    assert profile.by_name["article"].by_name["ean"].share("gtin") == 1
    assert profile.by_name["sale"].by_name["zip"].share("gtin") == 0
    assert customer["land"].frequent == (("DE", 20), ("FR", 20))


def test_keys_are_unique_and_look_like_keys(profile: SystemProfile) -> None:
    keys = {name: table.primary_key for name, table in profile.by_name.items()}
    assert (keys["tbl_cust"], keys["article"], keys["sale"]) == (("cust_id",), ("id",), ("no",))
    assert keys["stock"] == ("place", "article")
    assert not profile.by_name["stock"].is_key_declared


def test_a_reference_needs_a_name_or_values_that_chance_would_not_hit(profile: SystemProfile) -> None:
    customer, article = _refers(profile, "sale", "cust_id"), _refers(profile, "sale", "article_id")
    assert customer is not None
    assert (customer.to_table, customer.to_columns) == ("tbl_cust", ("cust_id",))
    assert article is not None
    assert (article.to_table, article.to_columns) == ("article", ("id",))
    assert _refers(profile, "sale", "rank") is None
    assert _refers(profile, "stock", "quantity") is None


def test_a_database_tells_its_keys_itself(tmp_path: Path) -> None:
    file = tmp_path / "system.duckdb"
    with duckdb.connect(str(file)) as database:
        database.execute("create table a (x integer, y integer, primary key (x, y))")
        database.execute("create table b (z integer primary key, ax integer, ay integer, picture blob, "
                         "foreign key (ax, ay) references a (x, y))")  # fmt: skip
        database.execute("insert into a values (1, 1), (1, 2)")
        database.execute("insert into b values (7, 1, 2, '\\xAA'::blob)")
    company = CompanySettings(name="Ours", group_currency="EUR")
    settings = Settings(config_file=tmp_path / "entrepot.toml", company=company, data_dir=tmp_path / "data")
    source = SourceSettings(name="any", vendor="any", systems=["erp"], dsn=f"duckdb:///{file}", path=tmp_path)
    profile = look(settings, source)
    assert profile.by_name["a"].primary_key == ("x", "y")
    assert profile.by_name["a"].is_key_declared
    (reference,) = profile.references
    assert (reference.table, reference.columns, reference.to_table, reference.to_columns) == (
        "b", ("ax", "ay"), "a", ("x", "y"),
    )  # fmt: skip
    assert reference.is_declared
    assert profile.by_name["b"].by_name["picture"].is_empty


def test_an_empty_folder_and_a_file_of_no_encoding_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no table"):
        _look(tmp_path)
    (tmp_path / "x.csv").write_bytes(b"a,b\n\xff\x81\x8d,1\n")
    with pytest.raises(SchemaBreakError, match=r"x\.csv"):
        _look(tmp_path)
