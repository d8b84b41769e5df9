"""What is asked first about two values never decides otherwise than what is asked last."""

from __future__ import annotations

import duckdb
import pytest

from identity.link.comparisons import BIRTH_DATE, MAILBOX, PHONE

_PAIRS = """
    with sign as (select unnest(string_split('0123456789ab@.', '')) as sign),
    value as (
        select seed, string_agg(sign, '' order by hash(seed, sign)) as value
        from range(20) as drawn(seed), sign where hash(seed, sign, 3) % 14 < 12 group by seed
    ),
    spoilt as (
        select seed, value from value
        union all select seed, value[:5] || value[7:] from value
        union all select seed, value[:3] || value[5:5] || value[4:4] || value[6:] from value
        union all select seed, value[:2] || 'x' || value[3:] || 'y' from value
        union all
        select seed, value[:3] || value[5:5] || value[4:4] || value[6:7] || value[9:9] || value[8:8] || value[10:]
        from value
    )
    select one.value as value_l, other.value as value_r from spoilt as one, spoilt as other
"""


@pytest.mark.parametrize(
    ("column", "condition", "most"),
    [
        ("birth_date", BIRTH_DATE.levels[2].sql, 2),
        ("phone", PHONE.levels[1].sql, 1),
        ("mailbox", MAILBOX.levels[2].sql, 2),
    ],
)
def test_cheap_conditions_leave_no_near_pair_out(column: str, condition: str, most: int) -> None:
    near = condition.replace(f"{column}_", "value_")
    distance = "damerau_levenshtein(value_l, value_r)"
    digits = " and ".join(["true"] if column != "mailbox" else [
        "regexp_replace(value_l, '[^0-9]', '', 'g') = regexp_replace(value_r, '[^0-9]', '', 'g')"
    ])  # fmt: skip
    shortest = {"birth_date": 0, "phone": 8, "mailbox": 12}[column]
    expected = f"({distance} <= {most} and least(length(value_l), length(value_r)) >= {shortest} and {digits})"
    ((near_pairs, wrong),) = duckdb.execute(
        f"select count(*) filter (where {expected}), count(*) filter (where ({near}) <> {expected}) from ({_PAIRS})"
    ).fetchall()
    assert near_pairs >= 80
    assert wrong == 0
