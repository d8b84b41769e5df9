"""What people say will sell, whatever the methods say: overrides with a reason, an author and an expiry.

Belongs here: setting, undoing and reading overrides, and putting them on the forecast. Not here: how they fared
(`forecasting.ledger`, step `override`).

An override names an item (a SKU, or a style for all its SKUs), a market or all of them, and weeks. It is a factor on
what the method says, or a quantity per week of all that it names, which is shared out as the method shares (evenly
where it says nothing). What the method said stays beside it. Where two meet, the later one counts; after its expiry
an override is no longer taken up. Undoing is a further entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import duckdb

from forecasting.tables import FORECAST, FORECAST_OVERRIDE
from forecasting.weeks import monday_of, week_of
from warehouse.errors import EntrepotError
from warehouse.ledger import Entry, Kind, Ledger

EVERYWHERE = "*"
UNDOES = "undoes"
_MOST_FACTOR = 100.0


class ForecastOverrideError(EntrepotError):
    """An override of the forecast cannot be taken as it was given."""


@dataclass(frozen=True)
class Change:
    """What is overridden, and by what.

    Args:
        item: A SKU or a style code.
        market: A market's code, `*` for all.
        first_week: Monday of the first week.
        last_week: Monday of the last week.
        expires_on: The last day of runs that take it up.
        qty: Units per week of all that is named; None where it is a factor.
        factor: What the method's forecast is multiplied by; None where it is a quantity.
    """

    item: str
    market: str
    first_week: date
    last_week: date
    expires_on: date
    qty: float | None
    factor: float | None

    @property
    def subject(self) -> str:
        """What the ledger files it under."""
        return f"{self.item}:{self.market}:{self.first_week}:{self.last_week}"

    def __str__(self) -> str:
        """Say it in a few words."""
        what = f"x {self.factor:g}" if self.factor is not None else f"{self.qty:g} a week"
        where = "all markets" if self.market == EVERYWHERE else self.market
        return f"{self.item}, {where}, {self.first_week} to {self.last_week + timedelta(days=6)}: {what}"


@dataclass(frozen=True)
class ForecastOverride:
    """A change that stands, with who made it, why and when (UTC)."""

    change: Change
    override_id: int
    actor: str
    reason: str
    recorded_at: datetime


def change_of(
    item: str, market: str, span: tuple[date, date], expires_on: date | None, qty: float | None, factor: float | None
) -> Change:
    """Return a change, with its weeks from Monday to Monday.

    Args:
        item: A SKU or a style code.
        market: A market's code, `*` for all.
        span: Any day of the first and of the last week.
        expires_on: The last day of runs that take it up; None for the last day of the last week.
        qty: Units per week; 0 or more.
        factor: 0 to 100.

    Raises:
        ForecastOverrideError: Neither or both of quantity and factor, one out of bounds, or weeks that end before they
            begin.
    """
    if (qty is None) == (factor is None):
        raise ForecastOverrideError("an override is a quantity or a factor.", todo="Give --qty or --factor, not both.")
    if (qty is not None and qty < 0) or (factor is not None and not 0 <= factor <= _MOST_FACTOR):
        raise ForecastOverrideError(
            "the quantity or factor is out of bounds.", todo=f"A quantity is 0 or more, a factor 0 to {_MOST_FACTOR:g}."
        )
    first, last = (monday_of(week_of(day)) for day in span)
    if last < first:
        raise ForecastOverrideError("the last week comes before the first.", todo="Turn --from and --until round.")
    return Change(item, market, first, last, expires_on or last + timedelta(days=6), qty, factor)


def require_forecast(change: Change, units: float | None, span: tuple[date, date] | None) -> None:
    """Refuse a change that would change nothing.

    Args:
        change: What is asked.
        units: What is forecast of the item, in its market and weeks; None where nothing is told of it at all.
        span: Mondays of the first and the last week that are forecast of it anywhere; None where none is.

    Raises:
        ForecastOverrideError: Nothing is forecast of the item, or not in these weeks, or 0 and it is a factor.
    """
    if span is None or units is None:
        raise ForecastOverrideError(
            "nothing is forecast of it there, so there is nothing to override.",
            where=f"{change.item}, {change.market}",
            todo="Take an article and a market that are sold; `entrepot forecast explain` tells what is forecast.",
        )  # fmt: skip
    first_week, last_week = span
    if change.last_week < first_week:
        raise ForecastOverrideError(
            f"these weeks are over: the forecast begins on {first_week}.", where=f"{change.last_week}",
            todo="Take weeks that are to come.",
        )  # fmt: skip
    if change.first_week > last_week:
        raise ForecastOverrideError(
            f"nothing is forecast so far ahead: the last week begins on {last_week}.", where=f"{change.first_week}",
            todo="Take earlier weeks, or say it again when they are near.",
        )  # fmt: skip
    if change.factor is not None and units <= 0:
        raise ForecastOverrideError(
            "the forecast of these weeks is 0, which no factor changes.", where=change.item,
            todo="Give a quantity a week instead.",
        )  # fmt: skip


def override_forecast(ledger: Ledger, change: Change, actor: str, reason: str) -> int:
    """Write an override into the ledger and return its id; the next run takes it up."""
    payload = {
        "item": change.item, "market": change.market, "first_week": f"{change.first_week}",
        "last_week": f"{change.last_week}", "expires_on": f"{change.expires_on}", "qty": change.qty,
        "factor": change.factor,
    }  # fmt: skip
    return ledger.append(Kind.FORECAST_OVERRIDE, change.subject, payload, actor, reason)


def undo_override(ledger: Ledger, override_id: int, actor: str, reason: str) -> ForecastOverride:
    """Take an override back by a further entry, and return what stood.

    Raises:
        ForecastOverrideError: There is no such override, or it was undone already.
    """
    found = next((item for item in standing_overrides(ledger) if item.override_id == override_id), None)
    if found is None:
        raise ForecastOverrideError(
            f"no override {override_id} stands.", todo="See what stands with `entrepot forecast overrides`."
        )
    ledger.append(Kind.FORECAST_OVERRIDE, found.change.subject, {UNDOES: override_id}, actor, reason)
    return found


def standing_overrides(ledger: Ledger, up_to: int | None = None) -> list[ForecastOverride]:
    """Return the overrides that nobody has undone, the oldest first; up to an entry of the ledger if one is given."""
    entries = ledger.read(Kind.FORECAST_OVERRIDE, up_to=up_to)
    undone = {entry.payload.get(UNDOES) for entry in entries}
    return [_override(entry) for entry in entries if UNDOES not in entry.payload and entry.entry_id not in undone]


def write_overrides(connection: duckdb.DuckDBPyConnection, standing: Sequence[ForecastOverride], as_of: date) -> None:
    """Write `forecasting.forecast_override`: one row per override that has not expired."""
    connection.execute(f"create schema if not exists {FORECAST_OVERRIDE.partition('.')[0]}")
    connection.execute(
        f"create or replace table {FORECAST_OVERRIDE} (override_id bigint, item_code varchar, market_code varchar, "
        "first_week_date date, last_week_date date, expires_date date, override_qty decimal(18, 4), "
        "factor_rate decimal(18, 8), actor varchar, reason varchar, recorded_at timestamp)"
    )
    rows = [
        [item.override_id, item.change.item, item.change.market, item.change.first_week, item.change.last_week,
         item.change.expires_on, item.change.qty, item.change.factor, item.actor, item.reason,
         item.recorded_at.replace(tzinfo=None)]
        for item in standing
        if item.change.expires_on >= as_of
    ]  # fmt: skip
    if rows:
        connection.executemany(f"insert into {FORECAST_OVERRIDE} values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def apply_overrides(connection: duckdb.DuckDBPyConnection) -> None:
    """Put the overrides of `forecasting.forecast_override` on `forecasting.forecast`; `model_qty` stays.

    Ranges are scaled by the same factor; where the method said 0, they are moved by the quantity.
    """
    ((count,),) = connection.execute(f"select count(*) from {FORECAST_OVERRIDE}").fetchall()
    if not count:
        return
    moved = ", ".join(
        f"{name} = cast(round(if(said.model_qty > 0, {name} * said.qty / said.model_qty, {name} + said.qty), 4) "
        "as decimal(18, 4))"
        for name in ("q10_qty", "q50_qty", "q90_qty")
    )
    connection.execute(f"""
        update {FORECAST} as forecast
        set forecast_qty = cast(round(said.qty, 4) as decimal(18, 4)), override_id = said.override_id, {moved}
        from ({_said_sql()}) as said
        where forecast.product_key = said.product_key and forecast.market_code = said.market_code
            and forecast.week_start_date = said.week_start_date""")


def _said_sql() -> str:
    """One row per product, market and week that people overrode, by the last of them."""
    return f"""
        with named as (
            select
                override.override_id, override.override_qty, override.factor_rate, forecast.product_key,
                forecast.market_code, forecast.week_start_date, forecast.model_qty,
                sum(forecast.model_qty) over whole as whole_qty, count(*) over whole as series_count
            from {FORECAST_OVERRIDE} as override
            inner join core.dim_product as goods
                on override.item_code = goods.sku or override.item_code = goods.style_code
            inner join {FORECAST} as forecast on goods.product_key = forecast.product_key
            where override.market_code in ('{EVERYWHERE}', forecast.market_code)
                and forecast.week_start_date between override.first_week_date and override.last_week_date
            window whole as (partition by override.override_id, forecast.week_start_date)
        )
        select
            override_id, product_key, market_code, week_start_date, model_qty,
            case
                when factor_rate is not null then model_qty * cast(factor_rate as double)
                when whole_qty > 0 then override_qty * cast(model_qty as double) / whole_qty
                else override_qty / cast(series_count as double)
            end as qty
        from named
        qualify row_number() over (
            partition by product_key, market_code, week_start_date order by override_id desc
        ) = 1
    """


def _override(entry: Entry) -> ForecastOverride:
    said = entry.payload
    first, last, expires = (date.fromisoformat(said[name]) for name in ("first_week", "last_week", "expires_on"))
    change = Change(said["item"], said["market"], first, last, expires, said["qty"], said["factor"])
    return ForecastOverride(change, entry.entry_id, entry.actor, entry.reason, entry.recorded_at)
