from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow.parquet
import pytest

from warehouse.errors import QueryRefusedError, ReleaseError
from warehouse.query import Format, QueryLimits, fetch, run_query
from warehouse.query_child import Outcome, Request, answer
from warehouse.releases import require_release
from warehouse.settings import Settings

TOTAL = "select sum(net_amount) as net_amount from (values (109809274.2029::decimal(18,4)), (0.0001)) t(net_amount)"
NASTY = """
select * from (values
  ('=1+1', -1.50::decimal(18,4), 12345678901234567890.12345678::decimal(38,8), date '2025-02-28', 1e300, [1.20]),
  ('-x', 0, 0, null, 'inf'::double, null),
  ('a"b,c' || chr(10) || 'd', null, null, null, null, null),
  ('+é' || chr(27), 2, 170141183460469231731687.00000001, null, 0.1, null),
  ('', 2, 2, null, 0.1, null)
) t(name, amount, "=big", day, weight, list)
"""


Ask = Callable[..., tuple[str, Outcome]]


@pytest.fixture
def ask(published: Settings, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Ask as the child does, without the child and its limits of the process."""
    database = str(require_release(published).database)

    def answered(sql: str, format: Format = "csv", **limits: int) -> tuple[str, Outcome]:
        output = io.BytesIO()
        spill = str(tmp_path_factory.getbasetemp() / "spill")
        outcome = answer(Request(sql, database, format, spill, QueryLimits(**limits)), output)
        return output.getvalue().decode(errors="replace"), outcome

    return answered


@pytest.mark.parametrize("format", ["table", "csv", "json"])
def test_a_sum_of_money_prints_every_digit(
    published: Settings, format: Format, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    run_query(published, TOTAL, format=format)
    assert b"109809274.2030" in capfdbinary.readouterr().out


def test_a_sum_of_money_is_a_decimal_in_parquet(published: Settings, tmp_path: Path) -> None:
    run_query(published, TOTAL, format="parquet", output=tmp_path / "total.parquet")
    assert pyarrow.parquet.read_table(tmp_path / "total.parquet").to_pydict() == {
        "net_amount": [Decimal("109809274.2030")]
    }
    assert [path.name for path in tmp_path.iterdir() if "total" in path.name] == ["total.parquet"]


def test_a_result_without_a_place_is_refused_before_it_is_asked_for(published: Settings, tmp_path: Path) -> None:
    with pytest.raises(QueryRefusedError, match="there is no such folder") as refused:
        run_query(published, "select nothing", output=tmp_path / "none" / "total.csv")
    assert str(tmp_path / "none") in str(refused.value)


def test_csv_keeps_values_and_disarms_formulas(ask: Ask) -> None:
    content, outcome = ask(NASTY)
    rows = list(csv.reader(io.StringIO(content)))
    assert rows[0] == ["name", "amount", "'=big", "day", "weight", "list"]
    assert rows[1] == ["'=1+1", "-1.5000", "12345678901234567890.12345678", "2025-02-28", "1e+300", "[1.20]"]
    assert rows[2][:3] == ["'-x", "0.0000", "0.00000000"]
    assert rows[3] == ['a"b,c\nd', "", "", "", "", ""]
    assert rows[4][0] == "'+é\x1b"
    assert (outcome.row_count, outcome.is_complete) == (5, True)


def test_json_is_json_with_exact_numbers(ask: Ask) -> None:
    content, _ = ask(NASTY, "json")
    rows = json.loads(content, parse_float=Decimal, parse_constant=pytest.fail)
    assert rows[0]["amount"] == Decimal("-1.5000")
    assert '"amount":-1.5000' in content
    assert rows[0]["=big"] == Decimal("12345678901234567890.12345678")
    assert rows[1]["weight"] is None
    assert rows[2]["name"] == 'a"b,c\nd'
    assert json.loads(ask("select 1 limit 0", "json")[0]) == []


def test_a_table_shows_no_control_characters(published: Settings) -> None:
    content = fetch(published, NASTY, format="table").content.decode()
    assert "\x1b" not in content
    assert "12345678901234567890.12345678" in content
    assert content.endswith("5 rows\n")


def test_a_long_table_says_what_it_leaves_out(published: Settings) -> None:
    result = fetch(published, "from fct_order_line", format="table")
    assert (result.row_count, result.is_complete) == (1000, False)
    assert result.content.decode().endswith("1,000 rows; more were left out, see --format csv\n")


@pytest.mark.parametrize("format", ["csv", "json", "parquet"])
def test_columns_of_one_name_are_kept_apart(ask: Ask, format: Format) -> None:
    assert ask("select 1 as a, 2 as a, 3 as a_1", format)[1].columns == ["a", "a_1", "a_1_1"]


def test_rows_come_in_the_order_that_was_asked_for(ask: Ask) -> None:
    content, _ = ask("select range from range(60000) order by hash(range), range")
    expected = duckdb.sql("select range from range(60000) order by hash(range), range").fetchall()
    assert [(int(line),) for line in content.split()[1:]] == expected


@pytest.mark.parametrize(
    "sql",
    [
        "from fct_order_line limit 1", "from core.fct_order_line limit 1", "values (1)",
        "show tables", "describe fct_order_line", "summarize core.fct_order_line",
        "with a as (select 1 as b) select * from a", "select 1; -- the end", "/* first */ select 1\n;",
        "select * from (pivot (select 1 as a, 2 as b) on a in (1) using sum(b))", "pragma database_list",
    ],
)  # fmt: skip
def test_reading_is_allowed(ask: Ask, sql: str) -> None:
    assert ask(sql)[1].row_count >= 1


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("", "no statement"),
        ("-- nothing", "no statement"),
        ("select 1; select 2", r"2 statements were given \(SELECT, SELECT\)"),
        ("select 1; drop table core.fct_order_line", "2 statements"),
        ("copy core.fct_order_line to 'stolen.csv'", "COPY is not allowed"),
        ("attach 'a.duckdb'", "ATTACH is not allowed"),
        ("install httpfs", "LOAD is not allowed"),
        ("load httpfs", "LOAD is not allowed"),
        ("set memory_limit = '90GB'", "SET is not allowed"),
        ("pragma enable_profiling", "PRAGMA is not allowed"),
        ("call pragma_version()", "CALL is not allowed"),
        ("explain select 1", "EXPLAIN is not allowed"),
        ("create temp table a as select 1", "CREATE is not allowed"),
        ("insert into core.fct_order_line select * from core.fct_order_line", "INSERT is not allowed"),
        ("with a as (select 1) insert into core.fct_order_line from a", "INSERT is not allowed"),
        ("with gone as (delete from core.fct_order_line returning *) select * from gone", "A CTE needs a SELECT"),
        ("update core.fct_order_line set generation = 2", "UPDATE is not allowed"),
        ("delete from core.fct_order_line", "DELETE is not allowed"),
        ("vacuum", "VACUUM is not allowed"),
        ("export database 'stolen'", "EXPORT is not allowed"),
        ("select * from read_csv('/etc/passwd')", "Permission Error"),
        ("select * from '/etc/passwd'", "does not exist|Permission"),
        ("select * from glob('/*')", "Permission Error"),
        ("select * from 'https://example.com/a.csv'", "requires the extension httpfs|Permission Error"),
        ("select * from query('copy (select 1) to ''stolen.csv''')", "Error"),
        ("select * from personal.customer_identity", "does not exist"),
    ],
)
def test_everything_else_is_refused(ask: Ask, sql: str, words: str) -> None:
    with pytest.raises((QueryRefusedError, duckdb.Error), match=words):
        ask(sql)


@pytest.mark.parametrize(
    ("sql", "line"),
    [
        ("select 1\n\nfrm fct_order_line", 'line 3: Parser Error: syntax error at or near "fct_order_line"'),
        ("select\n nett_amount from fct_order_line", 'Binder Error: Referenced column "nett_amount" not found in FROM'),
        ("insert into core.fct_order_line from core.fct_order_line", "INSERT is not allowed: a release is only read."),
    ],
)
def test_an_error_is_one_clear_line(published: Settings, sql: str, line: str) -> None:
    with pytest.raises(QueryRefusedError) as caught:
        fetch(published, sql)
    assert str(caught.value).startswith(line)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("format", ["csv", "json", "parquet"])
def test_too_many_rows_or_bytes_are_refused(ask: Ask, format: Format) -> None:
    with pytest.raises(QueryRefusedError, match="more than 100 rows"):
        ask("from fct_order_line", format, rows=100)
    with pytest.raises(QueryRefusedError, match="more than 5,000 bytes"):
        ask("select hash(range) from range(9000)", format, bytes=5_000)
    assert ask("from range(100)", format, rows=100)[1].row_count == 100


@pytest.mark.parametrize(
    "sql",
    [
        "select length(repeat('x', 1000000000))",
        "select sum(a.range * b.range) from range(10000000) a, range(10000000) b",
        "with recursive f(n) as (select 1 union all select n + 1 from f) select max(n) from f",
    ],
)
def test_a_query_without_end_is_ended(published: Settings, sql: str) -> None:
    started = time.monotonic()
    with pytest.raises(QueryRefusedError, match=r"went over its (1 seconds|memory)"):
        fetch(published, sql, limits=QueryLimits(wall_seconds=1))
    assert time.monotonic() - started < 10  # it has no end of its own; the limit is one second


def test_a_query_over_its_processor_time_is_ended(published: Settings) -> None:
    with pytest.raises(QueryRefusedError, match="its 1 seconds of processor time"):
        fetch(published, "select sum(sin(range)) from range(100000000000)", limits=QueryLimits(cpu_seconds=1))


def test_a_query_over_its_memory_is_ended(published: Settings) -> None:
    limits = QueryLimits(address_space_bytes=900_000_000, wall_seconds=20)
    with pytest.raises(QueryRefusedError, match="memory"):
        fetch(published, "select length(repeat('x', 2000000000))", limits=limits)


def test_a_named_release_is_asked(published: Settings) -> None:
    first, second = sorted(path.name for path in published.releases_dir.iterdir() if path.name != "current")
    sql = "select max(generation) from fct_order_line"
    assert fetch(published, sql, release_id=first).content.split()[-1] == b"1"
    assert fetch(published, sql).content.split()[-1] == b"2"
    assert fetch(published, sql).release_id == second
    with pytest.raises(ReleaseError, match="no release 'none'"):
        fetch(published, sql, release_id="none")


def test_a_query_loads_none_of_the_heavy_libraries(published: Settings) -> None:
    published.config_file.write_text('[company]\nname = "Test"\ngroup_currency = "EUR"\n')
    parent = ("import sys; from pathlib import Path\n"
              "from warehouse.query import run_query\nfrom warehouse.settings import load_settings\n"
              "run_query(load_settings(Path(sys.argv[1])), 'select 1')\n")  # fmt: skip
    for code in (parent, "import sys, warehouse.query_child\n"):
        code += (
            "print(*sorted({'dagster', 'dbt', 'sqlalchemy', 'pandas', 'pyarrow'} & set(sys.modules)), file=sys.stderr)"
        )
        command = [sys.executable, "-c", code, str(published.config_file)]
        assert not subprocess.run(command, check=True, capture_output=True).stderr.strip()
