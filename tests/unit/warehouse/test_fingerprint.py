from __future__ import annotations

import duckdb
import pytest

from warehouse.fingerprint import TableFingerprint, table_fingerprint

BASE = "select range as a, 'x' || range as b, cast(range as decimal(18, 4)) as c from range(1000)"


def fingerprint(select: str) -> TableFingerprint:
    with duckdb.connect() as connection:
        connection.execute(f"create table t as {select}")
        return table_fingerprint(connection, "t")


def test_the_order_of_rows_does_not_matter() -> None:
    assert fingerprint(BASE) == fingerprint(f"select * from ({BASE}) order by b desc")


@pytest.mark.parametrize(
    "other",
    [
        f"{BASE} union all select 1, 'x1', 1",
        f"select * from ({BASE}) where a <> 5",
        f"select * replace (case when a = 5 then null else b end as b) from ({BASE})",
        f"select * replace (case when a = 5 then '' else b end as b) from ({BASE})",
        f"select * replace (case when a in (5, 6) then 'x' || (11 - a) else b end as b) from ({BASE})",
        f"select b, a, c from ({BASE})",
        f"select a as z, b, c from ({BASE})",
        f"select * replace (cast(c as decimal(18, 3)) as c) from ({BASE})",
        f"select * replace (case when a = 5 then c + 0.0001 else c end as c) from ({BASE})",
    ],
    ids=["row twice", "row less", "null", "empty", "swapped", "column order", "name", "type", "last digit"],
)
def test_any_difference_shows(other: str) -> None:
    assert fingerprint(BASE) != fingerprint(other)


def test_a_pair_of_equal_rows_is_not_nothing() -> None:
    one, three = "select 1 as a", "select 1 as a from range(3)"
    assert fingerprint(one).hash != fingerprint(three).hash
    assert fingerprint("select 0 as a").hash != fingerprint("select 0 as a from range(2)").hash


def test_null_in_one_column_differs_from_null_in_another() -> None:
    assert fingerprint("select 1 as a, null::integer as b") != fingerprint("select null::integer as a, 1 as b")


def test_an_empty_table_has_a_fingerprint() -> None:
    assert fingerprint("select 1 as a where false").rows == 0
