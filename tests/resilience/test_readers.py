"""Readers query in a loop while releases are published: no read fails, and none sees two generations."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from warehouse.releases import Release
from warehouse.settings import Settings

HARDENED = """
    open_reader(folder / "entrepot.duckdb", threads=1)
"""
PLAIN = """
    duckdb.connect(str(folder / "entrepot.duckdb"), read_only=True)
"""
READ = """
import json, sys, time
from pathlib import Path
import duckdb
from warehouse.connections import open_reader

QUESTION = '''
    select 'core.fct_order_line', count(*), min(generation), max(generation) from core.fct_order_line
    union all select 'core.dim_customer', count(*), min(generation), max(generation) from dim_customer
    union all select 'marts.mart_sales__kpi_daily', count(*), min(generation), max(generation)
    from mart_sales__kpi_daily'''

def read(link):
    folder = link.resolve()
    manifest = json.loads((folder / "manifest.json").read_text())
    with OPEN as connection:
        found = connection.cursor().execute(QUESTION).fetchall()
    rows = {table: count for table, count, _, _ in found}
    generations = {number for _, _, *both in found for number in both}
    is_torn = rows != {name: table["rows"] for name, table in manifest["tables"].items()} or len(generations) > 1
    return max(generations), is_torn or manifest["batches"] != [f"generation-{max(generations)}"]

home, number = Path(sys.argv[1]), sys.argv[2]
reads = torn = failed = last = back = 0
seen = set()
while not (home / "stop").exists():
    try:
        generation, is_torn = read(home / "releases" / "current")
    except Exception as error:
        failed += 1
        print(repr(error), file=sys.stderr)
        continue
    reads, torn, back, last = reads + 1, torn + is_torn, back + (generation < last), generation
    seen.add(generation)
    (home / "ready" / number).touch()
    time.sleep(0.1)
print(json.dumps({"reads": reads, "torn": torn, "failed": failed, "back": back, "seen": sorted(seen)}))
"""
SECONDS_TO_START = 120


@pytest.mark.parametrize(
    ("reader_count", "publish_count"), [(20, 3), pytest.param(50, 50, marks=pytest.mark.soak)], ids=["20x3", "50x50"]
)
def test_readers_see_one_whole_release_while_others_are_published(
    reader_count: int,
    publish_count: int,
    small_settings: Settings,
    publish_small: Callable[[Settings, int], Release],
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    publish_small(small_settings, 0)
    readers = [_start_reader(small_settings.data_dir, number) for number in range(reader_count)]
    try:
        _wait_until_all_read(small_settings.data_dir / "ready", reader_count)
        for generation in range(1, publish_count + 1):
            publish_small(small_settings, generation)
            time.sleep(0.2)
        (small_settings.data_dir / "stop").touch()
        found = [_result(reader) for reader in readers]
    finally:
        for reader in readers:
            reader.kill()
            reader.wait()
    reads = sum(each["reads"] for each in found)
    record_testsuite_property(f"reads_of_{reader_count}_readers", reads)
    assert [sum(each[fault] for each in found) for fault in ("failed", "torn", "back")] == [0, 0, 0]
    assert reads > reader_count * 3
    assert {0, publish_count} <= {generation for each in found for generation in each["seen"]}


def _start_reader(home: Path, number: int) -> subprocess.Popen[str]:
    """Every other reader opens the file as any DuckDB client does, by the path that it resolved."""
    (home / "ready").mkdir(exist_ok=True)
    opening = (HARDENED if number % 2 else PLAIN).strip()
    command = [sys.executable, "-c", READ.replace("OPEN", opening), str(home), str(number)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _wait_until_all_read(ready: Path, reader_count: int) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while len(list(ready.iterdir())) < reader_count:
        assert time.monotonic() < end, "not every reader has read"
        time.sleep(0.05)


def _result(reader: subprocess.Popen[str]) -> dict[str, Any]:
    output, errors = reader.communicate(timeout=60)
    assert reader.returncode == 0, errors
    result: dict[str, Any] = json.loads(output)
    assert not errors, errors
    return result
