"""Questions about rows that stand in the figures and have an open finding: `mart_quality__questioned_row`.

Belongs here: how many they are and what money they carry. Not here: how a figure is marked (`components.questioned`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboards.queries.reader import Reader, Row, Rows
from dashboards.queries.selection import Selection

SALES = ("sale", "refund")
"""The figures that net sales and margin are made of."""
STOCK = "stock"
"""The counts of the stock that are in force; they have no day to choose and no market."""
_ALL = ("start", "end", "markets", "channels")


@dataclass(frozen=True)
class Questioned:
    """Questioned rows behind a figure.

    Attributes:
        line_count: How many.
        amount: Their money without its sign; None where no rate is known.
        currency: Its currency: their own where they have one, else the group's.
    """

    line_count: int
    amount: Decimal | None
    currency: str


def rows_behind(reader: Reader, figures: Sequence[str], selection: Selection) -> Rows:
    """Return line_count, amount and amount_group of questioned rows by market, channel and currency.

    Args:
        reader: Answers from the release.
        figures: Kinds of figures, as `figure_type` of the mart.
        selection: What they must stand in.
    """
    return reader.rows("questioned", {**selection.values(*_ALL), "figures": list(figures)})


def figures_behind(reader: Reader, names: Sequence[str]) -> tuple[str, ...]:
    """Return the kinds of figures that some of the tables, metrics (`metric.NAME`) or questions are made of."""
    return tuple(row["figure_type"] for row in reader.rows("questioned_figures", {"names": list(names)}))


def together(rows: Iterable[Row], group_currency: str) -> Questioned | None:
    """Add up questioned rows, in their own currency where they have one; None without any."""
    found = list(rows)
    if not found:
        return None
    currencies = {row["currency_code"] for row in found}
    own = currencies.pop() if len(currencies) == 1 else None
    amounts = [row["amount" if own else "amount_group"] for row in found]
    known = [amount for amount in amounts if amount is not None]
    count = sum(row["line_count"] for row in found)
    return Questioned(count, sum(known, Decimal(0)) if known else None, own or group_currency)
