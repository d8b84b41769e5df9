"""MetricFlow, asked on a release for every metric of the catalogue, gives what the catalogue's own SQL gives."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from warehouse.releases import require_release
from warehouse.settings import Settings

SECONDS = 600
UNTOLD = {
    *("contribution_2", "contribution_3"),
    *("purchase_sessions", "conversion", "cart_conversion"),  # no visit says whether it ended in a purchase
    *("acquisition_cost", "customer_acquisition_cost"),  # no spend is told by the month of the first order
}
"""Metrics whose data the demo does not tell, or not at this size."""


def by_catalogue(demo: Settings) -> dict[str, float | None]:
    """Each metric over everything, by the SQL that the catalogue of the release holds."""
    with duckdb.connect(str(require_release(demo).database), read_only=True) as release:
        catalogue = release.execute(
            "select metric_name, value_expression_text, table_name from marts.mart_quality__metric_catalog"
        ).fetchall()
        found = {name: release.execute(f"select {sql} from marts.{table}").fetchone() for name, sql, table in catalogue}
    return {name: None if row is None or row[0] is None else float(row[0]) for name, row in found.items()}


def by_metricflow(demo: Settings, names: list[str], target: Path) -> dict[str, float | None]:
    """The same by `mf query` on the current release."""
    command = [str(Path(sys.executable).with_name("mf")), "query", "--metrics", ",".join(names), "--csv", str(target)]
    profiles = {"DBT_PROFILES_DIR": str(demo.dbt_dir / "release")}
    told = subprocess.run(
        command, cwd=demo.dbt_dir, env={**os.environ, **profiles}, capture_output=True, text=True, timeout=SECONDS
    )
    assert told.returncode == 0, told.stdout + told.stderr
    [row] = csv.DictReader(target.open(encoding="utf-8"))
    return {name: float(row[name]) if row[name] not in ("", "None") else None for name in names}


def test_every_metric_is_the_same_by_metricflow_as_by_the_catalogue(demo: Settings, tmp_path: Path) -> None:
    expected = by_catalogue(demo)
    assert len(expected) > 150
    assert {name for name, value in expected.items() if value is None} <= UNTOLD
    found = by_metricflow(demo, sorted(expected), tmp_path / "metrics.csv")
    assert {name for name, value in found.items() if value is None} == {
        name for name, value in expected.items() if value is None
    }
    known = {name: value for name, value in expected.items() if value is not None}
    assert {name: found[name] for name in known} == pytest.approx(known, rel=1e-9)


def test_a_metric_is_what_its_mart_says(demo: Settings) -> None:
    with duckdb.connect(str(require_release(demo).database), read_only=True) as release:
        told = release.execute(
            "select sum(net_sales_amount_group), sum(order_count), sum(cm1_amount_group) from ("
            "select net_sales_amount_group, order_count, null as cm1_amount_group from marts.mart_sales__kpi_daily "
            "union all select null, null, cm1_amount_group from marts.mart_sales__sku_contribution)"
        ).fetchone()
    expected = by_catalogue(demo)
    assert told is not None
    assert [expected[name] for name in ("net_sales", "orders", "contribution_1")] == pytest.approx(
        list(map(float, told))
    )
