"""The one screen that a run ends with.

Belongs here: what is shown of a release after a run. Not here: computing it; everything is read from the release
and the manifests of landed batches.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import duckdb
from rich.markup import escape

from orchestration.cli.checks import told_checks
from orchestration.cli.console import counted, out, print_table
from orchestration.reporter import StepTime
from orchestration.run import RunOutcome
from orchestration.scoring import SCORECARD
from warehouse.connections import open_reader
from warehouse.settings import Settings

SOURCES = """
    with money as (
        select source_name, sum(net_amount_group) as sales_amount, 0 as purchase_amount
        from core.fct_order_line where not is_test and not is_cancelled group by source_name
        union all
        select source_name, 0, sum(net_amount_group) from core.fct_purchase_order_line group by source_name
    ),
    money_of_source as (
        select source_name, sum(sales_amount) as sales_amount, sum(purchase_amount) as purchase_amount
        from money group by source_name
    ),
    totals as (
        select source_name, count(*) as total_count, coalesce(sum(abs(residual_amount)), 0) as residual_amount
        from marts.mart_quality__completeness group by source_name
    )
    select status.source_name, status.status, status.landed_row_count, status.refused_row_count,
           money_of_source.sales_amount, money_of_source.purchase_amount, totals.total_count, totals.residual_amount
    from marts.mart_quality__source_status as status
    left join money_of_source using (source_name)
    left join totals using (source_name)
    order by status.source_name"""
FORECAST = """
    select max(wape_pct) filter (where is_published), max(wape_pct) filter (where method_name = 'seasonal_naive'),
           max(bias_pct) filter (where is_published), max(coverage_80_pct) filter (where is_published),
           max(origin_count), max(series_count)
    from marts.mart_planning__forecast_accuracy where segment_code = 'total'"""
TRUTH = """
    select max(figure_value) filter (area = 'matching' and subject = 'person' and figure = 'f1'),
           max(figure_value) filter (area = 'faults' and subject = 'all' and figure = 'caught'),
           max(figure_value) filter (area = 'faults' and subject = 'all' and figure = 'false_alarms'),
           max(figure_value) filter (area = 'money' and subject = 'all' and figure = 'equal')
    from marts.mart_quality__scorecard"""
WAITING = """
    with money as (
        select source_name, table_name, rule_name, currency_code, count(*) as row_count,
               sum(money_amount) as money_amount
        from marts.mart_quality__quarantine where quarantine_state = 'open' group by all
    ),
    by_rule as (
        select source_name, table_name, sum(row_count) || ' with ' || rule_name || coalesce(' (' ||
               string_agg(concat_ws(' ', format('{:,.2f}', cast(money_amount as double)), currency_code), ', '
                          order by currency_code) filter (where money_amount is not null) || ')', '') as reason
        from money group by source_name, table_name, rule_name
    ),
    places as (
        select source_name, table_name, count(*) as row_count, count(distinct file_name) as file_count,
               max_by(batch_id, file_name) as batch_id
        from marts.mart_quality__quarantine where quarantine_state = 'open' group by all
    )
    select source_name, table_name, row_count, file_count, batch_id, string_agg(reason, '; ' order by reason)
    from places join by_rule using (source_name, table_name)
    group by all order by row_count desc, source_name, table_name"""

RESTATED = """
    select count(distinct batch_id), sum(restated_row_count + added_row_count + vanished_row_count),
           max_by(file_name, extracted_at), max_by(source_name, extracted_at)
    from marts.mart_quality__restatement"""
DOUBTED = """
    select source_name, table_name, file_name, absent_key_count, known_key_count from marts.mart_quality__deletion
    where verdict = 'too_many_absent' order by extracted_at"""

_REFUSED_SHOWN = 5


def print_summary(settings: Settings, outcome: RunOutcome, steps: Sequence[StepTime]) -> None:
    """Print rows and money per source, what is refused or held back, the forecast's error, and what comes next."""
    release = outcome.release
    with open_reader(release.database) as connection:
        _print_sources(connection, settings.company.group_currency)
        _print_forecast(connection)
        _print_changed(connection)
        if SCORECARD in release.manifest.tables:
            _print_scorecard(connection)
        waiting = connection.execute(WAITING).fetchall()
    for name, problem in outcome.problems.items():
        out.print(f"[bold red]✗ {name}[/]: {escape(problem)}", highlight=False, soft_wrap=True)
    for line in outcome.lacking:
        out.print(f"[yellow]![/] {escape(line)}", highlight=False, soft_wrap=True)
    _print_refused(waiting)
    _line("Checks", told_checks(release.manifest.checks))
    if steps:
        slowest = sorted(steps, key=lambda step: step.wall_seconds, reverse=True)[:3]
        named = ", ".join(f"{step.name} {step.wall_seconds:.1f}" for step in slowest)
        wall, cpu = sum(step.wall_seconds for step in steps), sum(step.cpu_seconds for step in steps)
        _line("Time", f"{wall:.1f} s in {len(steps)} steps (CPU {cpu:.1f} s); the longest: {named}")
    state = "published" if outcome.is_new else "stands; nothing new arrived"
    state = "built as a candidate, not published" if outcome.is_candidate else state
    _line("Release", f"{release.id} {state}, as of {release.manifest.as_of}")
    _print_provisional(outcome)
    if outcome.is_candidate:
        _line("Next", "entrepot release diff --candidate · entrepot release publish · entrepot release discard")
        return
    _line("Next", "entrepot dashboards · entrepot status")
    _line("", 'entrepot query "select sku, margin_amount_group from mart_sales__sku_profit limit 5"')
    _line("", "your own files: docs/how-to/your-own-files.md")


def _line(name: str, text: str) -> None:
    out.print(f"[bold]{name:<11}[/] {escape(text)}", highlight=False, soft_wrap=True)


def _print_provisional(outcome: RunOutcome) -> None:
    """Say of a release made within the day what is not complete in it, and which files it leaves to the full run."""
    manifest = outcome.release.manifest
    if manifest.is_provisional:
        carried = " and ".join(manifest.carried_over)
        of_before = f"; {carried} as the last full run left them" if carried else ""
        _line("Provisional", f"incomplete since {manifest.incomplete_since}{of_before}; `entrepot run` settles it")
    if outcome.waiting:
        _line(
            "Waiting",
            f"{counted(outcome.waiting, 'file')} of no matter within the day: `entrepot run` takes what waits in",
        )


def _print_refused(tables: Sequence[tuple[str, str, int, int, str, str]]) -> None:
    """Say in a line per table which rows wait in quarantine, why, what they are worth, and how to see the latest."""
    for source, table, rows, files, batch_id, reasons in tables[:_REFUSED_SHOWN]:
        _line(
            "Refused",
            f"{source}: {counted(rows, 'row')} of {table} in {counted(files, 'file')}, {reasons}. Look at the latest "
            f"with `entrepot quarantine show {batch_id[:8]}`; mend them in {source} and export them again, or here "
            "with `entrepot quarantine mend`.",
        )
    if len(tables) > _REFUSED_SHOWN:
        more = counted(len(tables) - _REFUSED_SHOWN, "more table")
        _line("", f"and rows of {more}: `entrepot quarantine list`")


def _print_sources(connection: duckdb.DuckDBPyConnection, currency: str) -> None:
    rows = [
        [*row[:4], _money(row[4]), _money(row[5]), row[6], f"{row[7] or 0:.2f}"]
        for row in connection.execute(SOURCES).fetchall()
    ]
    columns = ["source", "status", "rows", "refused", "net booked", "bought", "totals", "residual"]
    print_table(f"Sources (money in {currency}; totals are by entity, day, currency)", columns, rows, "No source.")


def _print_forecast(connection: duckdb.DuckDBPyConnection) -> None:
    row = connection.execute(FORECAST).fetchone()
    if not row or row[0] is None:
        _line("Forecast", "too little history to measure an error")
        return
    wape, naive, bias, coverage, origins, series = row
    _line(
        "Forecast",
        f"WAPE {_share(wape)} beside {_share(naive)} of the seasonal naive, bias {_share(bias)}, "
        f"80 % band covers {_share(coverage)}",
    )
    _line("", f"weekly per SKU and market, {origins} origins, {series:,} series")


def _print_changed(connection: duckdb.DuckDBPyConnection) -> None:
    """Say which files were sent again with other rows, and which deletes are too many to be believed."""
    files, rows, last, source = connection.execute(RESTATED).fetchone() or (0, 0, None, None)
    if files:
        _line(
            "Restated",
            f"{counted(rows, 'row')} by {counted(files, 'file')} of a moment that had arrived before, the latest "
            f"{last} of {source}: "
            '`entrepot query "select * from mart_quality__restatement"`',
        )
    for name, table, file, absent, known in connection.execute(DOUBTED).fetchall():
        _line(
            "Deleted",
            f"{name}: {file} lacks {absent:,} of {known:,} rows of {table}. That is more than its contract believes; "
            "none is flagged. Export it again, or raise maxDeletedShare.",
        )


def _print_scorecard(connection: duckdb.DuckDBPyConnection) -> None:
    """Say in a line how right a release of the demo company is."""
    found = connection.execute(TRUTH).fetchone()
    if found:
        f1, caught, alarms, equal = found
        _line(
            "Truth",
            f"persons matched with F1 {_share(f1)}, {_share(caught)} of the planted faults caught, {alarms:,.0f} false "
            f"alarms, {_share(equal)} of the totals equal: `entrepot scorecard` has every figure",
        )


def _money(amount: Decimal | None) -> str:
    return f"{amount:,.2f}" if amount else "–"


def _share(value: Decimal | float | None) -> str:
    return "–" if value is None else f"{value * 100:.1f} %"
