"""Levels add up exactly, whatever the numbers."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from forecasting.demand.coherence import (
    decimals,
    incoherence,
    level_of,
    nests,
    quantities,
    shared_out,
    summed,
    total_of,
    units,
)
from forecasting.tables import ForecastingError

LABELS = st.lists(st.sampled_from(["de", "fr", "jp"]), min_size=1, max_size=9)


@settings(deadline=None)
@given(LABELS, st.data())
def test_groups_add_up_to_the_total_exactly_in_any_order(labels: list[str], data: st.DataObject) -> None:
    shape = (len(labels), 3)
    said = data.draw(arrays(np.float64, shape, elements=st.floats(-1e9, 1e9)))
    market, total = level_of("market", np.array(labels)), total_of(len(labels))
    exact = units(said)
    by_hand = [sum(Decimal(int(cell)) for cell in column) for column in exact.T]
    assert summed(exact, total)[0].tolist() == by_hand
    assert summed(summed(exact, market), total_of(len(market.names))).tolist() == summed(exact, total).tolist()
    assert incoherence(exact, market, summed(exact, market)) == 0
    assert np.abs(quantities(exact) - said).max() <= 0.00005 + 1e-6


@settings(deadline=None)
@given(LABELS, st.data())
def test_what_is_shared_out_sums_to_the_whole_and_is_near_its_share(labels: list[str], data: st.DataObject) -> None:
    level = level_of("style", np.array(labels))
    whole = data.draw(arrays(np.int64, (len(level.names), 2), elements=st.integers(-(10**9), 10**12)))
    weights = data.draw(arrays(np.float64, (len(labels), 2), elements=st.floats(0, 1e6, allow_subnormal=False)))
    parts = shared_out(whole, weights, level)
    assert summed(parts, level).tolist() == whole.tolist()
    sums = np.zeros(whole.shape)
    np.add.at(sums, level.groups, weights)
    shared = np.where(sums[level.groups] > 0, weights / np.where(sums > 0, sums, 1)[level.groups], np.nan)
    assert np.nanmax(np.abs(parts - shared * whole[level.groups]), initial=0) <= 2


def test_sharing_out_by_hand() -> None:
    level = level_of("style", np.array(["a", "a", "a", "b"]))
    parts = shared_out(np.array([[100], [7]]), np.array([[1.0], [1.0], [1.0], [0.0]]), level)
    assert parts[:, 0].tolist() == [34, 33, 33, 7]


def test_decimals_are_the_units_exactly() -> None:
    assert decimals(units(np.array([0.1 + 0.2, -1.5, 123456789.9999]))).to_pylist() == [
        Decimal("0.3000"),
        Decimal("-1.5000"),
        Decimal("123456789.9999"),
    ]


@pytest.mark.parametrize("wrong", [np.nan, np.inf, 1e13])
def test_what_cannot_be_exact_is_refused(wrong: float) -> None:
    with pytest.raises(ForecastingError, match="no number, or too large"):
        units(np.array([1.0, wrong]))


def test_a_group_that_lies_in_two_is_told() -> None:
    style, market = level_of("style", np.array(["a", "a", "b"])), level_of("market", np.array(["x", "y", "y"]))
    assert nests(style, market).tolist() == [False, True]
    assert nests(style, total_of(3)).all()
