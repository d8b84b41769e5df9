"""Columns with currencies that only label an order, while its amounts are in one currency whatever they say.

If what most articles cost in each of two and more other currencies is a number that they cost in the commonest one,
too, their prices are no prices in those currencies: a list may well say 99 in dollars and in euros, but hardly in yen
or pounds besides. The usual price in a currency is held against every price that an article has in the commonest.

Belongs here: finding such columns. Not here: which currency is taken instead (deriving).
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from ingestion.mapping.opening import OpenTable
from ingestion.mapping.system_profile import ColumnProfile, Reference, SystemProfile, TableProfile
from ingestion.mapping.words import tokens_of
from warehouse.connections import quoted

_FEWEST_CURRENCIES = 3
_FEWEST_ARTICLES = 10
_SAME = 0.9
"""Share of the articles sold in a currency whose usual price there must be one of the commonest currency, too."""
_ARTICLE = {"product", "sku", "variant"}
_NO_PRICE = {"discount", "cost", "percent", "total"}


def label_currencies(
    connection: duckdb.DuckDBPyConnection, open_tables: list[OpenTable], profile: SystemProfile
) -> frozenset[tuple[str, str]]:
    """Return table and column of each currency that is a label and no more."""
    relations = {table.name: table.relation for table in open_tables}
    found = set()
    for line in profile.tables:
        price, article = _price(line), _article(profile, line)
        if price and article:
            for table, currency, way in _currencies(profile, line):
                if _is_label(connection, _prices_sql(relations, line, price, article, currency, way)):
                    found.add((table, currency))
    return frozenset(found)


def _price(line: TableProfile) -> str | None:
    named = (it for it in line.columns if it.is_number and "price" in tokens_of(it.name))
    return next((it.name for it in named if not set(tokens_of(it.name)) & _NO_PRICE), None)


def _article(profile: SystemProfile, line: TableProfile) -> str | None:
    leading = (it for it in profile.references_of(line.name) if len(it.columns) == 1)
    return next((it.columns[0] for it in leading if set(tokens_of(it.columns[0])) & _ARTICLE), None)


def _currencies(profile: SystemProfile, line: TableProfile) -> Iterator[tuple[str, str, Reference | None]]:
    """Columns with several currencies of a table, and of those that it refers to."""
    ways: list[tuple[TableProfile, Reference | None]] = [(line, None)]
    ways += [(profile.by_name[it.to_table], it) for it in profile.references_of(line.name)]
    for table, way in ways:
        yield from ((table.name, column.name, way) for column in table.columns if _is_currency(column))


def _is_currency(column: ColumnProfile) -> bool:
    is_named = "currency" in tokens_of(column.name) and column.distinct_count >= _FEWEST_CURRENCIES
    return is_named and not column.is_unique and column.share("currency") > 0.9


def _prices_sql(
    relations: dict[str, str], line: TableProfile, price: str, article: str, currency: str, way: Reference | None
) -> str:
    """The rows with article, currency and price."""
    columns = f"line.{quoted(article)} as article, try_cast(line.{quoted(price)} as double) as price"
    if way is None:
        return f"select {columns}, line.{quoted(currency)} as currency from {relations[line.name]} as line"
    pairs = " and ".join(
        f"line.{quoted(own)} = header.{quoted(their)}" for own, their in zip(way.columns, way.to_columns, strict=True)
    )
    return (
        f"select {columns}, header.{quoted(currency)} as currency from {relations[line.name]} as line "
        f"inner join {relations[way.to_table]} as header on {pairs}"
    )


def _is_label(connection: duckdb.DuckDBPyConnection, prices: str) -> bool:
    row = connection.execute(
        f"""
        with prices as materialized (
            select * from ({prices}) where price > 0 and currency is not null
        ),
        common as (
            select distinct article, price from prices
            where currency = (select mode(currency) from prices)
        ),
        usual as (
            select article, currency, mode(price) as price
            from prices
            where currency <> (select mode(currency) from prices) and article in (select article from common)
            group by all
        ),
        shares as (
            select avg(cast(common.article is not null as int)) as same_share
            from usual left join common using (article, price)
            group by currency having count(*) >= {_FEWEST_ARTICLES}
        )
        select count(*), min(same_share) from shares"""
    ).fetchone()
    count, least = row or (0, None)
    return bool(count >= _FEWEST_CURRENCIES - 1 and least >= _SAME)
