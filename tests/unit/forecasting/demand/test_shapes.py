"""Tables of every shape, from rows to ranges: short ones, gaps, zeros, single points; always a forecast, and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from forecasting.demand.engine import Forecast, forecast
from forecasting.demand.panel import Array, Panel, build_panel, history_of
from forecasting.demand.periods import FREQUENCIES, Calendar, calendar_of
from forecasting.demand.reading import Rows
from forecasting.demand.sanity import ALL_ZERO, CAPPED, NO_HISTORY, NOT_FINITE, ONE_VALUE, SHORT
from forecasting.demand.segments import events_of
from forecasting.demand.settings import Frequency, demand_settings, settings_hash

FEWEST, LONGEST = 1, 16
HASH = settings_hash()
VALUES = demand_settings().model_dump_json()
USUAL = {"", CAPPED}


@dataclass(frozen=True)
class Table:
    """A frequency, periods ahead, and series: the number of each row's period and its value, NaN for a null."""

    frequency: Frequency
    horizon: int
    series: list[list[tuple[int, float]]]

    def rows(self) -> Rows:
        """Return the rows as `read_rows` does: by series and date."""
        cells = [(f"s{place}", period, y) for place, series in enumerate(self.series) for period, y in series]
        names, periods, values = zip(*cells, strict=True)
        stamps = Calendar(self.frequency).stamp(np.array(periods, dtype=np.int64))
        return Rows(np.array(names), np.asarray(stamps), np.array(values, dtype=np.float64), {}, None)

    def panel(self) -> Panel:
        """Return the panel that `entrepot forecast evaluate` makes of it."""
        rows = self.rows()
        calendar = calendar_of(rows.stamps, self.frequency, "a table")
        return build_panel(rows, calendar, demand_settings().frequency[self.frequency].season, self.frequency)


COUNTS = st.integers(0, 5).map(float)
AMOUNTS = st.floats(0, 1e7, allow_nan=False, allow_subnormal=False)
NULLS = st.sampled_from([0.0, 1.0, 2.5, np.nan])
ZEROS = st.just(0.0)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A few series of one frequency; some rows are left out, some begin late, some have a single one."""
    series = []
    for _ in range(draw(st.integers(1, 4))):
        length = draw(st.one_of(st.just(1), st.integers(FEWEST, LONGEST)))
        first = draw(st.integers(0, 5))
        values = draw(
            st.lists(draw(st.sampled_from([COUNTS, AMOUNTS, NULLS, ZEROS])), min_size=length, max_size=length)
        )
        kept = (
            draw(st.lists(st.booleans(), min_size=length, max_size=length)) if draw(st.booleans()) else [True] * length
        )
        rows = [(500 + first + place, y) for place, y in enumerate(values) if kept[place]]
        series.append(rows or [(500 + first, values[0])])
    return Table(draw(st.sampled_from(FREQUENCIES)), draw(st.integers(1, 9)), series)


def line(values: list[float], first: int = 500) -> list[tuple[int, float]]:
    return list(enumerate(values, first))


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
@example(Table("h", 48, [line([3.0])]))
@example(Table("Y", 3, [line([0.0] * 9), line([np.nan] * 9), line([4.0, np.nan, np.nan])]))
@example(Table("W", 60, [line([1.0, 2.0, 3.0]), [(500, 7.0), (560, 9.0)]]))
@example(Table("M", 14, [line([float(n % 12) for n in range(50)]), line([1e9] * 3, 540), [(520, 5.0), (549, 1.0)]]))
@example(Table("Q", 5, [[(500, 1e-9), (501, 1e12)], line([0.0, 0.0, 0.0, 1.0])]))
def test_every_table_gets_numbers_in_order_and_a_reason(table: Table) -> None:
    panel = table.panel()
    found = forecast(panel, table.horizon)
    assert found.mean.shape == (len(table.series), table.horizon)
    assert np.isfinite(found.mean).all()
    assert np.isfinite(found.quantiles).all()
    assert (found.mean >= 0).all()
    assert (found.quantiles >= 0).all()
    assert (np.diff(found.quantiles, axis=2) >= 0).all()
    assert_reasons(panel, found)
    assert settings_hash() == HASH
    assert demand_settings().model_dump_json() == VALUES


def assert_reasons(panel: Panel, found: Forecast) -> None:
    """Hold each series' reason, and what it says, against the rows of the panel."""
    events = events_of(history_of(panel), found.mean.shape[1])
    for y, mean, reason, event in zip(panel.y, found.mean, found.reasons.tolist(), events, strict=True):
        expected = reason_of(y)
        assert reason in (USUAL if expected == "" else {expected})
        assert reason != NOT_FINITE
        if reason in (ALL_ZERO, NO_HISTORY):
            assert (mean == 0).all()
        elif reason == ONE_VALUE:
            assert (mean == y[-1]).all()
        else:
            highest = demand_settings().sanity.highest_multiple * np.nanmax(y)
            assert (mean[~event] <= highest * (1 + 1e-12)).all()


def reason_of(y: Array) -> str:
    """Return why a row of a panel cannot be treated as usual: told from its values alone."""
    seen: NDArray[np.bool_] = ~np.isnan(y)
    if not seen.any():
        return NO_HISTORY
    if not np.nan_to_num(y).any():
        return ALL_ZERO
    age = len(y) - int(np.flatnonzero(np.nan_to_num(y))[0])
    if age == 1:
        return ONE_VALUE
    return SHORT if age < demand_settings().origins.shortest_history else ""


@pytest.mark.parametrize("frequency", FREQUENCIES)
def test_dates_of_a_frequency_are_told_from_whole_and_gappy_series(frequency: Frequency) -> None:
    whole = Table(frequency, 3, [line([2.0, 0.0, 1.0, 4.0, 3.0, 5.0, 2.0, 2.0, 6.0])]).rows().stamps
    for stamps in (whole, np.delete(whole, [2, 3, 6])):
        assert calendar_of(stamps, None, "a table").frequency == frequency
