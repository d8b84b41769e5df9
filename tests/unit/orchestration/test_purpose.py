"""A column that serves nothing does not land; who wants it all the same says so; what a question lacks is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from dashboards.questions import question_texts
from ingestion.checking import check_source
from ingestion.gate.session import open_gate
from ingestion.intake.sources import take_in
from ingestion.landing.batches import Batch, list_batches, remove_leftovers
from orchestration.purpose.answering import read_needs
from orchestration.purpose.canonical import canonical_columns
from orchestration.purpose.checking import cover
from orchestration.purpose.landing import lacking_batches, left_out, plan_landing, source_register
from orchestration.purpose.memory import purpose_of
from orchestration.purpose.purposes import ColumnPurpose
from warehouse.errors import ConfigurationError, ContractError
from warehouse.settings import Settings, load_settings

CONTRACT = """
apiVersion: v3.1.0
kind: DataContract
id: tiny.orders
name: orders
version: 1.0.0
status: active
servers: [{server: files, type: local, path: "orders_*.csv", format: csv}]
schema:
  - name: orders
    physicalType: table
    dataGranularityDescription: One row per order
    customProperties:
      - {property: deletedWhen, value: "state = 'void'"}
      - property: controls
        value: [{entity: sales_order, amount: total, date: "cast(placed_at as date)", currency: currency}]
    quality:
      - name: no_pieces
        type: custom
        engine: entrepot
        description: An order has pieces.
        implementation: {column: pieces, broken: pieces = 0}
    properties:
      - {name: order_id, physicalName: id, physicalType: VARCHAR, required: true, primaryKey: true}
      - {name: total, physicalType: "DECIMAL(18,4)", required: true, tags: [amount]}
      - {name: currency, physicalType: VARCHAR, required: true, tags: [currency]}
      - {name: placed_at, physicalType: TIMESTAMP, tags: [clock]}
      - {name: state, physicalType: VARCHAR}
      - {name: country, physicalType: VARCHAR}
      - {name: pieces, physicalType: INTEGER}
      - {name: note, physicalType: VARCHAR}
      - {name: email, physicalType: VARCHAR, classification: personal}
"""
STAGING = """
with orders as (select * from {{ ref('base_tiny__orders') }})
select
    order_id as sales_order_id,
    upper(country) as ship_country_code,
    placed_at as ordered_at,
    cast(placed_at as date) as order_date,
    currency as currency_code,
    total as total_amount,
    cast(null as decimal(18, 4)) as tax_amount,
    source_name,
    'tiny' as vendor,
    _extracted_at as updated_at,
    _is_deleted as is_deleted,
    _batch_id as batch_id
from orders
where state <> 'draft'
"""
HEADER = "id,total,currency,placed_at,state,country,pieces,note,email\n"
ROWS = HEADER + (
    "o1,10.00,EUR,2025-01-01T10:00:00Z,paid,de,1,call first,a@example.org\n"
    "o2,ten,EUR,2025-01-01T10:00:00Z,paid,de,1,secret,b@example.org\n"
)
Write = Callable[..., Settings]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a company with one vendor; texts can be replaced in its contract, staging model and configuration."""

    def company(
        *, contract: tuple[str, str] = ("", ""), staging: tuple[str, str] = ("", ""), source: str = ""
    ) -> Settings:
        vendor = tmp_path / "vendors" / "tiny"
        for name, text, change in (
            ("contracts/orders.yaml", CONTRACT, contract),
            ("staging/stg_tiny__sales_order.sql", STAGING, staging),
        ):
            assert change[0] in text
            (vendor / name).parent.mkdir(parents=True, exist_ok=True)
            (vendor / name).write_text(text.replace(*change) if change[0] else text)
        (tmp_path / "till").mkdir(exist_ok=True)
        (tmp_path / "entrepot.toml").write_text(
            '[company]\nname = "Tiny"\ngroup_currency = "EUR"\n\n[[source]]\nname = "till"\nvendor = "tiny"\n'
            f'systems = ["storefront"]\npath = "till"\n{source}'
        )
        return load_settings(tmp_path / "entrepot.toml")

    return company


@pytest.fixture
def small_house(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who could fill what lacks is asked of one vendor only: to read them all takes seconds."""
    monkeypatch.setattr("orchestration.purpose.checking.house_vendors", lambda settings: ["threepl", "office"])


def put(settings: Settings, text: str = ROWS) -> Path:
    path = settings.sources[0].path / "orders_2025-01-01.csv"
    path.write_text(text)
    return path


def land(settings: Settings) -> list[Batch]:
    remove_leftovers(settings)
    with open_gate(settings) as connection:
        for plan in plan_landing(settings):
            assert take_in(connection, settings, plan).status == "current"
    return list_batches(settings)


def columns_of(path: Path) -> set[str]:
    return {row[0] for row in duckdb.sql(f"describe select * from read_parquet('{path}')").fetchall()}


def register(settings: Settings) -> dict[str, ColumnPurpose]:
    return {item.column: item for item in source_register(settings, settings.sources[0])}


def test_each_column_has_its_questions_its_technical_purpose_or_none(write: Write) -> None:
    found = register(write())
    assert found["total"].feeds == ("sales_order.total_amount",)
    assert found["total"].questions == ("manager-1", "analyst-3")
    assert found["country"].purpose == "question"
    assert {name: item.technical for name, item in found.items() if item.technical} == {
        "order_id": ("key",),
        "total": ("control",),
        "currency": ("control",),
        "placed_at": ("clock", "control"),
        "state": ("deletion", "filter"),
        "pieces": ("rule",),
    }
    assert {name for name, item in found.items() if item.purpose == "none"} == {"note", "email"}
    assert found["state"].purpose == "technical"


def test_a_column_in_no_question_is_not_in_landing_nor_in_quarantine(write: Write) -> None:
    settings = write()
    put(settings)
    [batch] = land(settings)
    assert batch.left_out == ("note", "email")
    assert (batch.row_count, batch.refused_count, batch.extra_columns) == (1, 1, ())
    for path in (batch.data, batch.refused_rows):
        assert {"order_id", "total", "pieces"} <= columns_of(path)
        assert not {"note", "email"} & columns_of(path)
    [[original]] = duckdb.sql(f"select _original from read_parquet('{batch.refused_rows}')").fetchall()
    assert json.loads(original)["total"] == "ten"
    assert not {"note", "email"} & json.loads(original).keys()
    assert land(settings) == [batch]


def test_a_column_that_serves_nothing_stops_no_file(write: Write) -> None:
    settings = write()
    put(settings, "id,total,currency,placed_at,state,country,pieces\no1,1,EUR,2025-01-01T10:00:00Z,paid,de,1\n")
    assert [batch.row_count for batch in land(settings)] == [1]


def test_when_a_column_comes_to_serve_a_question_its_files_land_again(write: Write) -> None:
    settings = write()
    file = put(settings)
    [before] = land(settings)
    settings = write(staging=("cast(null as decimal(18, 4)) as tax_amount", "note as order_number"))
    assert register(settings)["note"].questions == ("analyst-3",)
    [after] = land(settings)
    assert (after.batch_id, after.left_out) == (before.batch_id, ("email",))
    assert after.typing != before.typing
    assert "note" in columns_of(after.data)

    settings = write()
    land(settings)
    file.unlink()
    settings = write(staging=("cast(null as decimal(18, 4)) as tax_amount", "note as order_number"))
    plans = plan_landing(settings)
    [told] = lacking_batches(list_batches(settings), plans)
    assert told.startswith("till: 1 landed batch of orders came before note served a question, and lack it;")


def test_who_keeps_a_column_and_why_stands_in_the_register(write: Write) -> None:
    block = '[[source.keep]]\ncolumn = "orders.note"\nreason = "calls are planned by it"\nby = "service desk"\n'
    settings = write(
        source=block,
        contract=(
            "name: email, ",
            "name: email, customProperties: [{property: keep, value: {by: legal, reason: a claim}}], ",
        ),
    )
    put(settings)
    [batch] = land(settings)
    assert batch.left_out == ()
    assert {"note", "email"} <= columns_of(batch.data)
    found = register(settings)
    assert (found["note"].purpose, found["note"].kept_by) == ("kept", "service desk")
    assert (found["email"].kept_by, found["email"].kept_reason) == ("legal", "a claim")


def test_keeping_needs_a_column_that_there_is_and_a_reason(write: Write) -> None:
    settings = write(source='[[source.keep]]\ncolumn = "orders.nothing"\nreason = "so"\nby = "us"\n')
    with pytest.raises(ConfigurationError, match=r"keeps 'orders\.nothing', which no contract of tiny names"):
        left_out(settings)
    settings = write(contract=("name: note, ", "name: note, customProperties: [{property: keep, value: yes}], "))
    with pytest.raises(ContractError, match="keep is True"):
        left_out(settings)


def test_what_cannot_be_followed_leaves_nothing_out(write: Write) -> None:
    settings = write(staging=("from orders", "from {{ unheard_of() }}"))
    assert left_out(settings) == {}
    purpose = purpose_of(settings, "tiny")
    assert purpose is not None
    assert "stg_tiny__sales_order cannot be followed" in purpose.complaints[0]


def test_a_vendor_without_staging_models_lands_whole(write: Write) -> None:
    settings = write()
    (settings.vendors_dir / "tiny" / "staging" / "stg_tiny__sales_order.sql").unlink()
    (settings.vendors_dir / "tiny" / "staging").rmdir()
    assert left_out(settings) == {}
    assert cover(settings, settings.sources[0], set()) is None


def test_a_register_is_worked_out_once(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = write()
    first = purpose_of(settings, "tiny")
    with monkeypatch.context() as patched:
        patched.setattr("orchestration.purpose.memory._worked_out", None)
        assert purpose_of(settings, "tiny") == first
    changed = purpose_of(write(staging=("upper(country)", "upper(note)")), "tiny")
    assert changed is not None
    assert changed.fills["sales_order.ship_country_code"] == ("orders.note",)


@pytest.mark.usefixtures("small_house")
def test_coverage_is_by_definition_and_by_what_comes(write: Write) -> None:
    settings = write()
    put(settings, ROWS.replace("paid,de", "paid,"))
    report = check_source(settings, "till", left_out=left_out(settings))
    found = cover(settings, settings.sources[0], report.valued)
    assert found is not None
    [entity] = found.entities
    assert (entity.entity, entity.columns, entity.defined, entity.valued) == ("sales_order", 18, 6, 5)
    assert entity.valueless == ("ship_country_code",)
    assert "tax_amount" in entity.empty
    assert {item.column for item in found.not_landed} == {"note", "email"}


@pytest.mark.usefixtures("small_house")
def test_removing_a_questions_column_from_staging_or_contract_names_it(write: Write) -> None:
    settings = write(staging=("total as total_amount", "null as total_amount"))
    found = cover(settings, settings.sources[0], set())
    assert found is not None
    lacking = {answer.question: answer.lacking for answer in found.alone}
    assert "sales_order.total_amount" in lacking["manager-1"]
    assert "sales_order.total_amount" in lacking["analyst-3"]
    assert found.suppliers["approval.approval_id"] == ("office.approvals.approval_number",)
    assert "sales_order.total_amount" not in found.suppliers
    assert "total_amount" in found.entities[0].empty

    settings = write(contract=("      - {name: country, physicalType: VARCHAR}\n", ""))
    found = cover(settings, settings.sources[0], set())
    assert found is not None
    assert found.complaints == ("stg_tiny__sales_order reads country, which no contract of this vendor names.",)
    assert "sales_order.ship_country_code" in {name for answer in found.alone for name in answer.lacking}


def test_a_question_is_answered_in_full_well_enough_in_part_or_not() -> None:
    needs = read_needs(canonical_columns())
    steward_1 = set(needs.columns["steward-1"])
    status = lambda filled: {it.question: it.status for it in needs.answers(filled)}["steward-1"]  # noqa: E731
    assert status(steward_1) == "full"
    assert status(steward_1 - {"supplier.phone"}) == "enough"
    assert status({name for name in steward_1 if name.startswith("supplier.")}) == "part"
    assert status(steward_1 - {"supplier.supplier_id"}) == "part"
    assert status(set()) == "none"
    assert len(question_texts()) == 64
    others = {it.question: it.status for it in needs.answers(set())}
    assert (others["engineer-1"], others["steward-10"], others["engineer-7"]) == (
        "own_records",
        "own_records",
        "no_table",
    )
