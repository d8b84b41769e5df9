"""Reading what styles sold, where they could be bought, and what they have in common, as arrays.

Belongs here: SQL on core and its way into arrays. Not here: what is concluded from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from forecasting.demand.panel import Array
from forecasting.demand.segments import Codes
from forecasting.demand.settings import demand_settings
from forecasting.demand.styles.launching import launches, plans_of
from forecasting.weeks import EPOCH, HORIZON_WEEKS, monday_of, week_of

Texts = NDArray[np.str_]
_STOCK_OUTS, GOODS = (Path(__file__).with_name(name) for name in ("stock_outs.sql", "goods.sql"))
_STYLES = demand_settings().styles


@dataclass(frozen=True)
class Known:
    """What core knows of products, options (a style in one colour) and markets by week.

    Args:
        first_week: The number of the first week (Monday 5 January 1970 is week 0).
        products: Product keys, sorted.
        option: Each product's option.
        size: Each product's size, a number per text.
        markets: Market codes, sorted.
        place: Each market's place of stock; the last place, where nothing is ever missing, for those without one.
        from_stock: Options × markets × weeks: units ordered by consumers.
        to_order: Options × markets × weeks: units ordered by others, in stock or not.
        sold: Products × markets: units ordered by consumers in all.
        missing: Products × places × weeks: share of the week in which nothing was free to sell.
        unseen: The same for days on which it is not known whether something had come already.
        sold_unseen: By place: units that were sold on those days.
        launch: Each option's first week, ESTABLISHED where history begins with it, estimated where it is not sold yet.
        names: Of each option: style, colour, category and price band, as numbers per text.
        peer: Markets × (weeks + horizon) × 7: the week that each day of a week is like, a year before; -1 for none.
        group: Each market's group of those that keep the same feasts.
    """

    first_week: int
    products: Texts
    option: Codes
    size: Codes
    markets: Texts
    place: Codes
    from_stock: Array
    to_order: Array
    sold: Array
    missing: Array
    unseen: Array
    sold_unseen: Array
    launch: Codes
    names: dict[str, Codes]
    option_names: Texts
    peer: Codes
    group: Codes

    @property
    def is_sold(self) -> NDArray[np.bool_]:
        """Options that anyone ever ordered; what others were wanted is an estimate alone."""
        return np.asarray((self.from_stock.sum(axis=(1, 2)) + self.to_order.sum(axis=(1, 2))) > 0)


def read_known(connection: duckdb.DuckDBPyConnection, as_of: date) -> Known | None:
    """Read everything before the week of the run's clock; nothing where no product with a style was ever ordered."""
    until = monday_of(week_of(as_of))
    ((since,),) = connection.execute(
        "select date_trunc('week', min(order_date))::date from core.fct_order_line where not is_test"
    ).fetchall()
    if since is None or since >= until:
        return None
    connection.execute("set variable style_since = $1::date", [since])
    connection.execute("set variable style_until = $1::date", [until])
    connection.execute(_STOCK_OUTS.read_text(encoding="utf-8"))
    products = _columns(connection, GOODS.read_text(encoding="utf-8"))
    if not len(products["product_key"]):
        return None
    markets = np.array(sorted({str(code) for (code,) in connection.execute(_MARKETS).fetchall()}))
    weeks = (until - since).days // 7
    option_names, option = np.unique(products["option_name"].astype(str), return_inverse=True)
    first = _first_rows(option, len(option_names))
    places, place = _places(connection, markets)
    keys = products["product_key"].astype(str)
    from_stock, to_order, sold = _orders(connection, keys, option, markets, weeks, since)
    missing, unseen, sold_unseen = missing_shares(connection, keys, places, weeks, since)
    names = {name: _codes(products[name][first]) for name in ("style_code", "colour_name", "category_name")}
    names["band"] = _bands(products["unit_price"], option, names["category_name"])
    ordered = from_stock + to_order
    launch = launches(ordered, names["style_code"], plans_of(products, since, first))
    peer, group = _feasts(connection, markets, since, weeks)
    return Known(
        week_of(since), keys, option, _codes(products["size_code"]), markets, place, from_stock, to_order, sold,
        missing, unseen, sold_unseen, launch, names, option_names, peer, group,
    )  # fmt: skip


_BACK_ORDER = "select product_key from core.dim_product where is_sold_without_stock"
_SOLD_UNSEEN = f"""
select location_key, sum(out_qty) from style_step_free
where offered_qty <= 0 and is_next_unseen and next_count_day - day < 7 and day < getvariable('style_until')
    and product_key not in ({_BACK_ORDER})
group by location_key"""
_MARKETS = "select distinct market_code from style_step_line"


def _columns(connection: duckdb.DuckDBPyConnection, sql: str) -> dict[str, Any]:
    return {name: np.asarray(values) for name, values in connection.execute(sql).fetchnumpy().items()}


def _codes(values: Any) -> Codes:
    return np.unique(np.asarray(values).astype(str), return_inverse=True)[1].astype(np.int64)


def _first_rows(codes: Codes, count: int) -> Codes:
    first = np.zeros(count, dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return first


def _places(connection: duckdb.DuckDBPyConnection, markets: Texts) -> tuple[Texts, Codes]:
    serving = dict(connection.execute("select market_code, location_key from style_step_serving").fetchall())
    names = np.array(sorted({str(place) for place in serving.values()}), dtype=str)
    number = {name: place for place, name in enumerate(names.tolist())}
    return names, np.array([number.get(serving.get(market, ""), len(names)) for market in markets.tolist()])


def _orders(
    connection: duckdb.DuckDBPyConnection, keys: Texts, option: Codes, markets: Texts, weeks: int, since: date
) -> tuple[Array, Array, Array]:
    rows = _columns(
        connection,
        f"""select product_key, market_code, is_from_stock, (order_date - date '{since}') // 7 as week,
            sum(ordered_qty)::double as qty
        from style_step_line
        where is_demand and order_date < getvariable('style_until') group by all""",
    )
    place, there = _places_in(keys, rows["product_key"])
    rows = {name: values[there] for name, values in rows.items()}
    market, _ = _places_in(markets, rows["market_code"])
    shape = (int(option.max()) + 1, len(markets), weeks)
    key = np.ravel_multi_index((option[place], market, rows["week"].astype(np.int64)), shape)
    stocked = rows["is_from_stock"].astype(bool)
    split = [
        np.bincount(key[chosen], rows["qty"][chosen], minlength=int(np.prod(shape))).reshape(shape).astype(np.float64)
        for chosen in (stocked, ~stocked)
    ]
    flat = (place * len(markets) + market)[stocked]
    sold = np.bincount(flat, rows["qty"][stocked], minlength=len(keys) * len(markets)).reshape(len(keys), -1)
    return split[0], split[1], np.asarray(sold, dtype=np.float64)


def _places_in(names: Texts, wanted: Any) -> tuple[Codes, NDArray[np.bool_]]:
    """Return the places of the known names among those wanted, and which of them are known."""
    wanted = np.asarray(wanted).astype(str)
    place = np.minimum(np.searchsorted(names, wanted), max(len(names) - 1, 0))
    known = names[place] == wanted if len(names) else np.zeros(len(wanted), dtype=bool)
    return place[known].astype(np.int64), known


def missing_shares(
    connection: duckdb.DuckDBPyConnection, keys: Texts, places: Texts, weeks: int, since: date
) -> tuple[Array, Array, Array]:
    """Return shares of weeks in which a product could not be bought at a place, and the units sold on unseen days.

    Where a place has never heard of a product, it had none. What shops sell without stock could be bought all the time.

    Args:
        connection: With core and the scratch tables of what is free to sell.
        keys: Products, sorted.
        places: Places of stock, sorted; one for those without any comes behind them.
        weeks: How many weeks there are.
        since: Monday of the first one.

    Returns:
        Products × places × weeks of what is missing and of what is not known, and units by place.
    """
    missing, unseen = np.zeros((2, len(keys), len(places) + 1, weeks))
    missing[:, :-1] = 1.0
    known = _columns(connection, "select distinct location_key, product_key from style_step_free")
    product, there = _places_in(keys, known["product_key"])
    place, served = _places_in(places, known["location_key"][there])
    missing[product[served], place] = 0.0
    rows = _columns(
        connection,
        f"""select * exclude (week_start_date), (week_start_date - date '{since}') // 7 as week
        from style_step_missing""",
    )
    product, there = _places_in(keys, rows["product_key"])
    rows = {name: values[there] for name, values in rows.items()}
    place, served = _places_in(places, rows["location_key"])
    cell = product[served], place, rows["week"][served].astype(np.int64)
    missing[cell], unseen[cell] = rows["missing_share"][served], rows["unseen_share"][served]
    sold_anyway, _ = _places_in(keys, _columns(connection, _BACK_ORDER)["product_key"])
    missing[sold_anyway] = unseen[sold_anyway] = 0.0
    sold = dict(connection.execute(_SOLD_UNSEEN).fetchall())
    return missing, unseen, np.array([*(float(sold.get(name, 0)) for name in places.tolist()), 0.0])


def _bands(price: Any, option: Codes, category: Codes) -> Codes:
    """Return each option's band (third) of its category by price; 0 where no price is known."""
    price = np.asarray(np.ma.filled(price, 0.0), dtype=np.float64)
    top = np.zeros(len(category))
    np.maximum.at(top, option, price)
    band = np.zeros(len(category), dtype=np.int64)
    for code in np.unique(category):
        chosen = np.flatnonzero((category == code) & (top > 0))
        edges = np.quantile(top[chosen], np.arange(1, _STYLES.bands) / _STYLES.bands) if len(chosen) else np.empty(0)
        band[chosen] = 1 + np.searchsorted(edges, top[chosen])
    return band


def _feasts(connection: duckdb.DuckDBPyConnection, markets: Texts, since: date, weeks: int) -> tuple[Codes, Codes]:
    """Return the weeks a year before that every day is like, and the groups of markets for which they are the same."""
    days = (weeks + HORIZON_WEEKS) * 7
    like = np.full((len(markets), days), -1, dtype=np.int64)
    rows = _columns(
        connection,
        f"""select market_code, calendar_date - date '{since}' as day, comparable_date - date '{since}' as like_day
        from core.dim_comparable_day
        where calendar_date >= date '{since}' and calendar_date < date '{since + timedelta(days=days)}'""",
    )
    codes, day = rows["market_code"].astype(str), rows["day"].astype(np.int64)
    everywhere = codes == "*"
    like[:, day[everywhere]] = rows["like_day"][everywhere].astype(np.int64)
    place, there = _places_in(markets, codes)
    like[place, day[there]] = rows["like_day"][there].astype(np.int64)
    peer = np.where(like >= 0, like // 7, -1).reshape(len(markets), -1, 7)
    return peer, np.unique(like, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)


def monday_text(known: Known, week: int) -> date:
    """Return the Monday of a week that is counted from the first one."""
    return EPOCH + timedelta(weeks=known.first_week + week)
