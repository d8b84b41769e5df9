"""What people write into the ledger of a company, and how each is taken back: the kinds, with a figure that each moves.

Belongs here: writing one thing of each kind that a release allows, by the functions that commands and pages call. Not
here: decisions on identity (`test_steward`), and runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

import duckdb

from forecasting import overriding
from identity.decisions import overrides
from ingestion.codes import mappings
from ingestion.quarantine import mending
from ingestion.reference import periods
from warehouse import exemptions
from warehouse.connections import open_reader
from warehouse.ledger import Kind, Ledger, open_ledger
from warehouse.reference import entries
from warehouse.reference.tables import SEEDS, Row, reference_tables
from warehouse.releases import require_release
from warehouse.settings import Settings

WHO = ("Ada", "a test of undoing")
TABLES = reference_tables(SEEDS)
Undo = Callable[[], object]


class Thing(NamedTuple):
    """One thing that was written: its kind, the SQL of a figure that it moves, and what takes it back."""

    kind: str
    figure: str
    undo: Undo


def write(settings: Settings) -> list[Thing]:
    """Write one thing of each kind, and return them."""
    ledger = open_ledger(settings)
    with open_reader(require_release(settings).database) as release:
        return [
            thing
            for kind in (_of_master_data, _of_reference, _of_plans, _of_quality)
            for thing in kind(ledger, release)
        ]


def _first(release: duckdb.DuckDBPyConnection, sql: str) -> tuple[str, ...]:
    return release.execute(sql).fetchone() or ()


def _of_master_data(ledger: Ledger, release: duckdb.DuckDBPyConnection) -> Iterator[Thing]:
    source, record = _first(
        release,
        "select source_name, party_record_id from core.xref_customer join core.dim_customer using (customer_key) "
        "where customer_type = 'person' and record_count = 1 order by all limit 1",
    )
    field = overrides.Field("customer", source, record, "country_code")
    overrides.override(ledger, field, "IS", *WHO)
    yield Thing(
        "golden field", "select count(*) from core.dim_customer where country_code = 'IS'",
        lambda: overrides.undo(ledger, field, *WHO),
    )  # fmt: skip
    mapping = mappings.CodeMapping("shop_eu", "sales_order.channel_code", "mobile_app", "marketplace")
    mappings.record(ledger, mapping, *WHO)
    yield Thing(
        "code mapping",
        "select count(*), sum(total_amount_group) from core.fct_order where channel_code = 'marketplace'",
        lambda: mappings.undo(ledger, mapping, *WHO),
    )


def _of_reference(ledger: Ledger, release: duckdb.DuckDBPyConnection) -> Iterator[Thing]:
    (day,) = _first(release, "select max(calendar_date) from core.dim_comparable_day where market_code = '*'")
    rows: dict[str, tuple[Row, str]] = {
        "calendar_event": (
            {"event_code": "fair", "market_code": "DE", "first_date": "2025-09-01", "last_date": "2025-09-03",
             "event_name": "Fair", "event_type": "other"},
            "select count(*) from core.dim_calendar_event where event_code = 'fair'",
        ),
        "comparable_day": (
            {"market_code": "*", "calendar_date": str(day), "comparable_date": "2020-02-29", "reason": "a leap day"},
            f"select comparable_date from core.dim_comparable_day where market_code = '*' and calendar_date = '{day}'",
        ),
        "sales_target": (
            {"month_start_date": "2025-12-01", "market_code": "DE", "channel_code": "online", "currency_code": "EUR",
             "target_amount": "987"},
            "select target_amount_group from core.fct_target where target_amount = 987",
        ),
        "channel": (
            {**next(row for row in entries.effective_rows(SEEDS, TABLES["channel"], ledger).values()
                    if row["channel_code"] == "web"), "channel_name": "Our shop"},
            "select channel_name from core.dim_channel where channel_code = 'web'",
        ),
    }  # fmt: skip
    for name, (row, figure) in rows.items():
        table = TABLES[name]
        before = entries.effective_rows(SEEDS, table, ledger)
        found = entries.changes(table, before, {**before, table.key_of(row): row})
        entries.record(ledger, found, *WHO)
        entry_id = ledger.read(Kind.REFERENCE_DATA)[-1].entry_id
        yield Thing(f"reference data: {name}", figure, lambda it=entry_id: entries.undo(ledger, it, *WHO))
    company = _first(release, "select legal_entity_key from core.dim_legal_entity order by 1 limit 1")
    if company:
        period = periods.period_of(company[0], "2025-06")
        closed_at = ledger.read()[-1].recorded_at
        periods.close(ledger, period, closed_at, *WHO)
        yield Thing(
            "period close", "select count(*) from core.dim_period where is_closed",
            lambda: periods.reopen(ledger, period, *WHO),
        )  # fmt: skip


def _of_plans(ledger: Ledger, release: duckdb.DuckDBPyConnection) -> Iterator[Thing]:
    sku, first = _first(
        release,
        "select sku, min(week_start_date) from marts.mart_planning__forecast_vs_actual "
        "where sku is not null and forecast_qty > 0 group by 1 order by sum(forecast_qty) desc, 1 limit 1",
    ) or ("", date(2026, 1, 5))
    if not sku:
        return
    weeks = (date.fromisoformat(str(first)), date.fromisoformat(str(first)) + timedelta(days=52 * 7))
    change = overriding.change_of(sku, overriding.EVERYWHERE, weeks, None, None, 3.0)
    number = overriding.override_forecast(ledger, change, *WHO)
    yield Thing(
        "forecast override",
        f"select sum(forecast_qty) from marts.mart_planning__forecast_vs_actual where sku = '{sku}'",
        lambda: overriding.undo_override(ledger, number, *WHO),
    )


def _of_quality(ledger: Ledger, release: duckdb.DuckDBPyConnection) -> Iterator[Thing]:
    (rule,) = _first(
        release,
        "select concat_ws('.', source_name, table_name, column_name, rule_name) from marts.mart_quality__rule "
        "where allowed_count = 0 order by failing_count desc, 1 limit 1",
    )
    exemptions.allow(ledger, exemptions.Exemption(rule, 7, date(2030, 1, 1)), *WHO)
    yield Thing(
        "exception to a check", "select sum(allowed_count), max(allowed_until) from marts.mart_quality__rule",
        lambda: exemptions.take_back(ledger, rule, *WHO),
    )  # fmt: skip
    waiting = _first(
        release,
        "select batch_id, file_row_number, split_part(rule_name, ':', 1) from marts.mart_quality__quarantine "
        "where table_name = 'orders' and quarantine_state = 'open' "
        "and rule_name in ('total_amount:unreadable', 'currency_code:missing') order by all limit 1",
    )
    if waiting:
        batch, row, column = str(waiting[0]), int(waiting[1]), waiting[2]
        values = {column: "10.00" if column == "total_amount" else "EUR"}
        mending.record(ledger, batch, row, "mend", values=values, actor=WHO[0], reason=WHO[1])
        yield Thing(
            "mended row",
            "select quarantine_state, count(*) from marts.mart_quality__quarantine group by 1 order by 1",
            lambda: mending.record(ledger, batch, row, "reopen", values={}, actor=WHO[0], reason=WHO[1]),
        )
