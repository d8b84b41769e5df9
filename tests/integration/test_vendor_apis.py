"""An ERP and the CRM read over their interfaces, from servers that misbehave, give what their files give.

Between the two runs the ERP is upgraded, so that it is read by XML-RPC first and by JSON-2 then.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.contract.document import OWN_CONTRACTS
from ingestion.landing.batches import list_batches
from warehouse.settings import Settings, load_settings

sys.path.insert(0, str(Path(__file__).parents[1] / "vendors"))
odoo_data, odoo_server, hubspot_server, trouble = (
    import_module(name) for name in ("odoo_data", "odoo_server", "hubspot_server", "trouble")
)

pytestmark = pytest.mark.soak
SOURCES = ("crm", "erp")
CONFIG = """
[company]
name = "By interfaces"
group_currency = "EUR"

[[source]]
name = "crm"
vendor = "hubspot"
systems = ["crm"]
url = "{crm}"
[source.options]
backoff_seconds = "0.05"
[source.credentials]
token = "${{HUBSPOT_CANARY}}"

[[source]]
name = "erp"
vendor = "odoo"
systems = ["erp", "scm"]
url = "{erp}"
[source.options]
database = "maison"
user = "reader@maison.example"
backoff_seconds = "0.05"
[source.credentials]
password = "${{ODOO_CANARY}}"
token = "${{ODOO_CANARY}}"
"""
BAD_DAY = (None, "429", "500", None, "cut off", "repeated page", "half a page", "500", None, "429")
STAGES = "opportunity_id, stage_code, entered_at, entered_date, left_at, currency_code, source_name, is_deleted"
DEALS = """select opportunity_id, is_deleted from canonical.opportunity
    where opportunity_id in ('{old}', '{second}', '{new}') order by all"""
LINES = "select is_deleted from canonical.sales_order_line where source_name = 'erp' and sales_order_line_id = '{line}'"
LAST_LINE = """select max(id) from sale_order_line
    where order_id in (select cast(id as varchar) from sale_order where origin is null)"""
HAS_VALUE = {"invoice_line": "coalesce(net_amount, 0) <> 0"}
"""Items of the ledger that belong to no invoice have no value, which the API tells as 0."""


@dataclass(frozen=True)
class Story:
    """Two runs over the interfaces, and what the systems did between them."""

    company: Settings
    runs: list[Any]
    batches: list[set[tuple[str, str]]]
    unlike: dict[str, int]
    rows: dict[str, int]
    deals: tuple[int, int, int]
    line: int
    left_to_go_wrong: int
    apis: set[str]


def tell(demo: Settings, entrepot: Callable[..., Any], new_folder: Callable[[str], Path]) -> Story:
    """Serve two systems of the demo company and run twice; between, two deals merge and a line is deleted."""
    config = new_folder("by_interfaces") / "entrepot.toml"
    extracts = demo.data_dir / "extracts"
    tables = {path.stem for path in (OWN_CONTRACTS / "odoo").glob("*.yaml")}
    account = hubspot_server.Account(extracts / "crm")
    database = odoo_data.Database(extracts / "erp", tables)
    crm = hubspot_server.Hubspot(account, trouble.Trouble())
    erp = odoo_server.Odoo(database, 18, trouble.Trouble())
    for system in (crm, erp):
        system.trouble.planned.extend(BAD_DAY)
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("ODOO_CANARY", odoo_server.KEY)
        patch.setenv("HUBSPOT_CANARY", hubspot_server.TOKEN)
        addresses = {
            "crm": stack.enter_context(hubspot_server.serve_hubspot(crm)),
            "erp": stack.enter_context(odoo_server.serve_odoo(erp)),
        }
        config.write_text(CONFIG.format(**addresses), encoding="utf-8")
        runs = [entrepot(config, "run")]
        company = load_settings(config)
        batches = [landed(company)]
        unlike, rows = compare(company, demo)
        first, second = (row[0] for row in account.run("select hs_object_id from deals order by all limit 2"))
        merged = account.merge_deals(first, second)
        [[line]] = database.run(LAST_LINE)
        database.run("delete from sale_order_line where id = ?", [line])
        erp.version = 19
        runs.append(entrepot(config, "run"))
        batches.append(landed(company))
    left = len(crm.trouble.planned) + len(erp.trouble.planned)
    apis = {path.split("/")[1] for path in erp.trouble.requests}
    return Story(company, runs, batches, unlike, rows, (first, second, merged), line, left, apis)


def landed(company: Settings) -> set[tuple[str, str]]:
    return {(batch.table_name, batch.batch_id) for name in SOURCES for batch in list_batches(company, name)}


def compare(company: Settings, demo: Settings) -> tuple[dict[str, int], dict[str, int]]:
    """Count, for each canonical entity of the two systems, the rows that only one of the two companies has."""
    unlike, rows = {}, {}
    with duckdb.connect() as connection:
        for name, settings in (("read", company), ("file", demo)):
            connection.execute(f"attach '{settings.work_file}' as {name} (read_only)")
        for entity, columns in entities(connection).items():
            left, right = (
                f"(select {columns} from {name}.canonical.{entity} where {HAS_VALUE.get(entity, 'true')}"
                f" and source_name in {SOURCES})"
                for name in ("read", "file")
            )
            [[count, here, there]] = connection.execute(
                f"select (select count(*) from {right}), (select count(*) from (from {left} except all from {right})), "
                f"(select count(*) from (from {right} except all from {left}))"
            ).fetchall()
            if count or here:
                rows[entity], unlike[entity] = count, here + there
    return unlike, rows


def entities(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """What is compared of each canonical entity; a number that is null counts as 0, as the ERP's API has it.

    Not compared are the batch, and what may be dated by the moment of the extract. A stay in a stage has an id of its
    own by the API, and a place.
    """
    found = connection.execute(
        """select table_name, string_agg(
            case when numeric_precision is null then column_name else 'coalesce(' || column_name || ', 0)' end, ', '
        ) from duckdb_columns() where database_name = 'file' and schema_name = 'canonical'
            and column_name not in ('batch_id', 'updated_at', 'snapshot_date')
        group by table_name having bool_or(column_name = 'source_name') and bool_or(column_name = 'vendor')"""
    ).fetchall()
    return {**dict(found), "opportunity_stage": STAGES}


def test_every_canonical_row_is_that_of_the_files(story: Story) -> None:
    assert story.runs[0].returncode == 0, story.runs[0].stdout + story.runs[0].stderr
    assert story.unlike == dict.fromkeys(story.rows, 0)
    assert {"sales_order_line", "invoice_line", "party_record", "opportunity", "opportunity_stage", "ticket"} <= set(
        story.rows
    )


def test_everything_that_was_to_go_wrong_did_by_both_apis(story: Story) -> None:
    assert story.left_to_go_wrong == 0
    assert {"xmlrpc", "json"} <= story.apis


def test_deals_that_were_merged_leave_the_pipeline(story: Story) -> None:
    old, second, new = story.deals
    assert ask(story.company, DEALS.format(old=old, second=second, new=new)) == [
        (str(old), True),
        (str(second), True),
        (str(new), False),
    ]


def test_a_row_that_the_erp_deleted_is_flagged(story: Story) -> None:
    assert ask(story.company, LINES.format(line=story.line)) == [(True,)]


def test_a_second_run_lands_only_what_changed(story: Story) -> None:
    assert story.runs[1].returncode == 0, story.runs[1].stdout + story.runs[1].stderr
    news = {table for table, _ in story.batches[1] - story.batches[0]}
    assert {"deals", "merges", "sale_order_line__keys"} <= news
    assert not {"contacts", "companies", "res_partner", "sale_order", "stock_move"} & news


def test_no_secret_stands_in_what_the_runs_said_and_wrote(story: Story) -> None:
    secrets = [odoo_server.KEY.encode(), hubspot_server.TOKEN.encode()]
    said = "".join(run.stdout + run.stderr for run in story.runs).encode()
    written = [path.read_bytes() for path in story.company.data_dir.rglob("*") if path.is_file()]
    assert not any(secret in content for content in [said, *written] for secret in secrets)


def ask(company: Settings, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(company.work_file), read_only=True) as connection:
        return connection.execute(sql).fetchall()
