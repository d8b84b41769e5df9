"""The coverage table tells no untruth of the demo company: what it calls empty is empty, what it names is there."""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingestion.contract.delivery import vendor_tables
from orchestration.dbt.assembly import assemble
from orchestration.dbt.runner import DbtProject
from orchestration.pages.coverage import feeds
from warehouse.settings import Settings, load_settings


def test_what_is_left_empty_has_no_value(demo: Settings, tmp_path: Path) -> None:
    given = load_settings(demo.config_file).model_copy(update={"data_dir": tmp_path})
    manifest = DbtProject(given, assemble(given, vendor_tables(given))).parse()
    found = feeds(manifest)
    assert len(found) > 20
    with duckdb.connect(str(demo.work_file), read_only=True) as connection:
        for feed in found:
            counted = ", ".join(f'count("{name}")' for name in feed.empty) or "0"
            row = connection.execute(
                f"select {counted} from canonical.{feed.entity} where vendor = ?", [feed.vendor]
            ).fetchone()
            told = dict(zip(feed.empty, row or (), strict=False))
            assert {name: count for name, count in told.items() if count} == {}, (feed.vendor, feed.entity)
