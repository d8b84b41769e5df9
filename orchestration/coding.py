"""Codes of other systems as a company has them: the inbox of the current release, and the lists that ours come from.

Belongs here: bringing together release, ledger, contracts and reference data for `entrepot codes`, `refdata` and
`status`. Not here: what a decision must be (`ingestion.codes`), and printing (`cli`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from ingestion.codes.sheet import Unmapped
from orchestration.dbt.code_lists import code_lists
from warehouse.connections import open_reader
from warehouse.ledger import open_ledger
from warehouse.reference.entries import effective_rows
from warehouse.reference.tables import SEEDS, reference_tables
from warehouse.releases import Release, current_release
from warehouse.settings import Settings

INBOX = "mart_quality__unmapped_inbox"
_INBOX = f"""
    with codes as (
        select source_name, entity || '.' || column_name as canonical_column, source_code, currency_code,
            sum(row_count) as row_count, sum(money_amount) as money_amount,
            min(first_seen_at) as first_seen_at, max(last_seen_at) as last_seen_at
        from marts.{INBOX}
        group by all
    )
    select source_name, canonical_column, source_code, cast(sum(row_count) as bigint),
        map_from_entries(list((coalesce(currency_code, ''), money_amount) order by currency_code)
            filter (where money_amount is not null)),
        min(first_seen_at), max(last_seen_at)
    from codes
    group by source_name, canonical_column, source_code
    order by sum(abs(money_amount)) desc nulls last, sum(row_count) desc, 1, 2, 3"""
_SUMMARY = f"""
    select count(distinct (source_name, entity, column_name, source_code)), coalesce(sum(row_count), 0)
    from marts.{INBOX}"""
_MONEY = (
    f"select currency_code, sum(money_amount) from marts.{INBOX} where money_amount is not null group by 1 order by 1"
)

FINDINGS = "mart_quality__finding"
_UNLISTED = f"""
    with found as (
        select source_name, table_name || '.' || column_name as source_column, currency_code, count(*) as row_count,
            sum(money_amount) as money_amount
        from marts.{FINDINGS}
        where rule_name = 'unknown_code'
        group by all
    )
    select source_name, source_column, cast(sum(row_count) as bigint),
        map_from_entries(list((coalesce(currency_code, ''), money_amount) order by currency_code)
            filter (where money_amount is not null))
    from found
    group by source_name, source_column
    order by sum(abs(money_amount)) desc nulls last, sum(row_count) desc, 1, 2"""


@dataclass(frozen=True)
class Unlisted:
    """A source's own column that no list of ours maps, with words that its contract does not list.

    Attributes:
        source_name: The source.
        column: Its table and column, as the contract names them.
        row_count: Rows with such a word.
        money: Their money by currency, in words; empty where there is none.
    """

    source_name: str
    column: str
    row_count: int
    money: str


def our_codes(settings: Settings) -> dict[str, list[str]]:
    """Return our codes by canonical column, with countries, currencies and the lists that the company keeps itself."""
    ledger, tables = open_ledger(settings), reference_tables(SEEDS)
    rows = {name: effective_rows(SEEDS, tables[name], ledger).values() for name in ("country_market", "currency")}
    given = {
        "country_code": [str(row["country_code"]) for row in rows["country_market"]],
        "currency_code": [str(row["currency_code"]) for row in rows["currency"]],
    }
    for row in effective_rows(SEEDS, tables["code_list"], ledger).values():
        given.setdefault(str(row["column_name"]), []).append(str(row["code"]))
    return code_lists(given)


def own_lists() -> tuple[str, ...]:
    """Return the names of columns that a company may keep a list of its own for."""
    return tuple(reference_tables(SEEDS)["code_list"].allowed["column_name"])


def unmapped(settings: Settings) -> list[Unmapped]:
    """Return the inbox of the current release, the most money first; none where it is older than the inbox."""
    release = current_release(settings)
    if release is None or not _has(release, INBOX):
        return []
    with open_reader(release.database) as connection:
        rows = connection.execute(_INBOX).fetchall()
    return [
        Unmapped(source, column, code, rows, money_text(money or {}), _minute(first), _minute(last))
        for source, column, code, rows, money, first, last in rows
    ]


def unlisted(settings: Settings) -> list[Unlisted]:
    """Return the columns of the current release that hold words of no list, the most money first."""
    release = current_release(settings)
    if release is None or not _has(release, FINDINGS):
        return []
    with open_reader(release.database) as connection:
        rows = connection.execute(_UNLISTED).fetchall()
    return [Unlisted(source, column, count, money_text(money or {})) for source, column, count, money in rows]


def unmapped_summary(release: Release) -> tuple[int, int, dict[str, Decimal]]:
    """Return how many codes are unmapped, on how many rows, and the money of these by currency."""
    if not _has(release, INBOX):
        return 0, 0, {}
    with open_reader(release.database) as connection:
        codes, rows = connection.execute(_SUMMARY).fetchall()[0]
        money = connection.execute(_MONEY).fetchall()
    return int(codes), int(rows), {code or "": amount for code, amount in money}


def money_text(money: dict[str, Decimal]) -> str:
    """Return amounts by currency in words, such as `12.00 EUR, 3.00 USD`."""
    return ", ".join(f"{amount:,.2f} {code or 'in no currency'}" for code, amount in money.items())


def _has(release: Release, table: str) -> bool:
    with open_reader(release.database) as connection:
        return bool(connection.execute("from duckdb_tables() where table_name = ?", [table]).fetchall())


def _minute(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""
