"""What becomes of an order once it is placed: paid, cancelled, sent, delivered, refused, lost, sent back.

Everything is drawn when the order is placed, with its moment; what lies after the last day has not happened yet.

Belongs here: the fate of orders, parcels and units. Not here: the money that follows from it (`funds`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.parameters import WorldParameters
from simulation.world.arrays import Bools, Columns, Floats, Ints
from simulation.world.baskets import GIFT_CARD, SALE, TEST, Orders
from simulation.world.calendar import DAY_SECONDS, NEVER, busyness
from simulation.world.catalogue import CATEGORIES, Catalogue
from simulation.world.draws import Dice
from simulation.world.markets import CASH_ON_DELIVERY, MARKET_IS_GULF, MARKETPLACE, MARKETS, STORE

NOT_CANCELLED, BY_CUSTOMER, FRAUD = range(3)
REASONS = (
    "none", "size_too_small", "size_too_large", "style", "not_as_described", "defective", "damaged", "unwanted", "late",
)  # fmt: skip
NO_RETURN, TOO_SMALL, TOO_LARGE, STYLE, NOT_AS_DESCRIBED, DEFECTIVE, DAMAGED, UNWANTED, TOO_LATE = range(9)
_GATEWAYS = np.array([[0.62, 0.24, 0.14]])
_CANCELLED = 0.018
_FRAUD = 0.004
_UNDELIVERABLE = 0.004
_SPLIT = 0.06
_LATE_PARCELS = (0.05, 0.09)
"""Share of late parcels of the market's first and second carrier."""
_LATE_DAYS = 3.5
_PROMISE_SECONDS = 84 * 3600
"""What is promised on top of the usual days on the way."""
_BACK_FROM_THE_DOOR = 2 * DAY_SECONDS
"""What a refused parcel needs on top of its way there."""
_LATE_AFTER = 3 * DAY_SECONDS
"""Customers put up with this much beyond the promise."""
_LOST = 0.004
_GIVEN_UP = 12 * DAY_SECONDS
"""A parcel counts as lost this long after it should have arrived."""
_NOT_FOUND = 0.005
_MISSED_BEFORE = 3600
"""A unit is missed this long before its parcel leaves."""
_DEFECT = 0.012
_BAD_BATCH = 0.03
_DEFECT_IN_BAD_BATCH = 0.16
_DAMAGE = (0.005, 0.011)
_SENT_BACK_IF_FAULTY = 0.85
_MARKET_RETURNS = np.array([0.92, 1.0, 1.35, 0.95, 0.85, 0.9, 0.75, 0.8, 0.75])
_STORE_RETURNS = 0.15
_REASON_WEIGHTS = np.array([[0.2, 0.12, 0.06, 0.2]])
"""Style, not as described, late, unwanted; sizes come on top by how a style falls."""
_SIZE_SHARE = 0.42
_EXCHANGED = 0.22
_WORN = 0.06


@dataclass(frozen=True)
class OrderFates(Columns):
    """One row per order, as in Orders; moments are seconds, NEVER where it does not happen.

    `method` is the number of the market's gateway, CASH_ON_DELIVERY or NEVER; `refused_at` when the parcel was turned
    away at the door; `back_at` when goods that were not handed over are in the warehouse again.
    """

    method: Ints
    cancelled_at: Ints
    cause: Ints
    leaves_at: Ints
    second_leaves_at: Ints
    arrives_at: Ints
    second_arrives_at: Ints
    promised_at: Ints
    carrier: Ints
    refused_at: Ints
    back_at: Ints


@dataclass(frozen=True)
class UnitFates(Columns):
    """One row per unit that was sold; moments are seconds, NEVER where it does not happen.

    `parcel` is 0 or 1. `short_at` is when the unit could not be found; `lost_at` when its parcel was given up.
    `back_at` and `is_resaleable` follow a return; `size_step` is how many sizes larger the one is that an exchange asks
    for.
    """

    parcel: Ints
    short_at: Ints
    shipped_at: Ints
    delivered_at: Ints
    lost_at: Ints
    is_defective: Bools
    is_damaged: Bools
    reason: Ints
    back_at: Ints
    is_resaleable: Bools
    size_step: Ints


@dataclass(frozen=True)
class Sold(Columns):
    """One row per unit that was sold: the row of its order, its key, and which variant it is."""

    row: Ints
    key: Ints
    variant: Ints


@dataclass(frozen=True)
class _Ways(Columns):
    """One row per unit: how it gets to the customer; `arrives_at` is when its parcel does, lost or not."""

    parcel: Ints
    short_at: Ints
    shipped_at: Ints
    arrives_at: Ints
    delivered_at: Ints
    lost_at: Ints


def decide_orders(parameters: WorldParameters, orders: Orders, units_of: Ints, release_at: Ints) -> OrderFates:
    """Decide the fate of a day's orders.

    Args:
        parameters: The world's.
        orders: Orders of one or more days.
        units_of: Units in each.
        release_at: Second before which nothing leaves: the launch for pre-orders.
    """
    seed, second = parameters.seed, orders.second
    has_goods, is_store = units_of > 0, orders.channel == STORE
    may_fail = has_goods & ~is_store & (orders.kind == SALE)
    method = _payment_methods(parameters, orders)
    ready_at = np.maximum(second, release_at)
    leaves_at = np.where(is_store, second, ready_at + _handling(parameters, orders))
    cancelled_at, cause = _cancellations(seed, orders, method, leaves_at, may_fail)
    goes = has_goods & (cause == NOT_CANCELLED)
    carrier = Dice(seed, "carrier").whole(0, 2, orders.key)
    transit = _transit(parameters, orders, carrier, 0)
    arrives_at = np.where(is_store, second, leaves_at + transit)
    may_be_split = goes & ~is_store & (units_of > 1)
    second_leaves_at, second_arrives_at = _second_parcels(parameters, orders, carrier, leaves_at, may_be_split)
    is_refused = goes & may_fail & _is_refused(parameters, orders, method)
    back_at = np.maximum(arrives_at, second_arrives_at) + transit + _BACK_FROM_THE_DOOR
    return OrderFates(
        method=method, cancelled_at=cancelled_at, cause=cause, leaves_at=np.where(goes, leaves_at, NEVER),
        second_leaves_at=second_leaves_at, arrives_at=np.where(goes, arrives_at, NEVER),
        second_arrives_at=second_arrives_at,
        promised_at=np.where(has_goods, ready_at + _promise(orders), NEVER), carrier=carrier,
        refused_at=np.where(is_refused, arrives_at, NEVER), back_at=np.where(is_refused, back_at, NEVER),
    )  # fmt: skip


def decide_units(
    parameters: WorldParameters, catalogue: Catalogue, orders: Orders, fates: OrderFates, units: Sold
) -> UnitFates:
    """Decide the fate of a day's units.

    Args:
        parameters: The world's.
        catalogue: The goods.
        orders: The orders, and what becomes of them.
        fates: The same rows.
        units: What was sold in them.
    """
    seed = parameters.seed
    ways = _ways(parameters, orders, fates, units)
    is_defective, is_damaged = _faults(seed, catalogue, orders, fates, units)
    reason = _return_reasons(parameters, catalogue, orders, units, is_defective, is_damaged)
    is_late = ways.arrives_at > fates.promised_at[units.row] + _LATE_AFTER
    reason = np.where((reason == TOO_LATE) & ~is_late, UNWANTED, reason)
    may_come_back = (ways.delivered_at != NEVER) & ((orders.kind[units.row] == SALE) | is_defective)
    reason = np.where(may_come_back, reason, NO_RETURN)
    comes_back = reason != NO_RETURN
    back_at = _back_at(seed, orders, units, ways)
    is_worn = Dice(seed, "worn").happens(_WORN, units.key)
    return UnitFates(
        parcel=ways.parcel, short_at=ways.short_at, shipped_at=ways.shipped_at, delivered_at=ways.delivered_at,
        lost_at=ways.lost_at, is_defective=is_defective, is_damaged=is_damaged, reason=reason,
        back_at=np.where(comes_back, back_at, NEVER),
        is_resaleable=comes_back & ~(is_defective | is_damaged | is_worn),
        size_step=_size_steps(seed, orders, units, reason),
    )  # fmt: skip


def _payment_methods(parameters: WorldParameters, orders: Orders) -> Ints:
    """Draw how each order is paid; nothing is paid for tests, exchanges and replacements."""
    online = Dice(parameters.seed, "gateway").pick(_GATEWAYS, np.zeros(len(orders.key), dtype=np.int64), orders.key)
    takes_cash = MARKET_IS_GULF[orders.market] & (orders.kind == SALE) & (orders.channel < MARKETPLACE)
    cash = takes_cash & Dice(parameters.seed, "cash").happens(parameters.cash_share, orders.key)
    method = np.where(cash, CASH_ON_DELIVERY, online)
    paid = (orders.kind == SALE) | (orders.kind == GIFT_CARD) | (orders.kind == TEST)
    return np.where(paid, method, NEVER)


def _handling(parameters: WorldParameters, orders: Orders) -> Ints:
    """Return the seconds from order to parcel: longer on busy days."""
    days = np.unique(orders.day)
    busy = busyness(np.arange(days[0], days[-1] + 1), 0.0)[orders.day - days[0], orders.market] if len(days) else 0.0
    drawn = Dice(parameters.seed, "handling").lognormal(0.45, orders.key) * 1.2
    return np.asarray((drawn + 0.5 * np.maximum(busy - 1.2, 0)) * DAY_SECONDS, dtype=np.int64)


def _cancellations(seed: int, orders: Orders, method: Ints, leaves_at: Ints, may: Bools) -> tuple[Ints, Ints]:
    is_card = (method >= 0) & (method != CASH_ON_DELIVERY) & (orders.channel < MARKETPLACE)
    fraud = may & is_card & Dice(seed, "fraud").happens(_FRAUD, orders.key)
    wish = may & ~fraud & Dice(seed, "cancelled").happens(_CANCELLED, orders.key)
    after = orders.second + Dice(seed, "second thoughts").whole(600, 30 * 3600, orders.key)
    after = np.where(fraud, orders.second + Dice(seed, "fraud found").whole(3600, 20 * 3600, orders.key), after)
    cause = np.where(fraud, FRAUD, np.where(wish & (after < leaves_at), BY_CUSTOMER, NOT_CANCELLED))
    return np.where(cause != NOT_CANCELLED, after, NEVER), cause


def _transit(parameters: WorldParameters, orders: Orders, carrier: Ints, parcel: int) -> Ints:
    """Return the seconds that each order's parcel is under way."""
    low, high = np.array([entry.transit_days for entry in MARKETS])[orders.market].T
    usual = low + Dice(parameters.seed, "transit").uniform(orders.key, parcel) * (high - low + 1)
    chance = np.array(_LATE_PARCELS)[carrier] * parameters.transit_trouble
    is_late = Dice(parameters.seed, "late").happens(chance, orders.key, parcel)
    late = np.where(is_late, 2 + Dice(parameters.seed, "days late").exponential(_LATE_DAYS, orders.key, parcel), 0.0)
    return np.asarray((usual + late) * DAY_SECONDS, dtype=np.int64)


def _second_parcels(
    parameters: WorldParameters, orders: Orders, carrier: Ints, leaves_at: Ints, may: Bools
) -> tuple[Ints, Ints]:
    """Return when the second parcel of each order leaves and arrives, NEVER for orders in one parcel."""
    seed, key = parameters.seed, orders.key
    is_split = may & Dice(seed, "split").happens(_SPLIT, key)
    leaves = leaves_at + Dice(seed, "second parcel").whole(DAY_SECONDS, 3 * DAY_SECONDS, key)
    arrives = leaves + _transit(parameters, orders, carrier, 1)
    return np.where(is_split, leaves, NEVER), np.where(is_split, arrives, NEVER)


def _is_refused(parameters: WorldParameters, orders: Orders, method: Ints) -> Bools:
    """Tell which parcels are turned away at the door, or find nobody there."""
    chance = np.where(method == CASH_ON_DELIVERY, parameters.refusal, _UNDELIVERABLE)
    return Dice(parameters.seed, "refused").happens(chance, orders.key)


def _promise(orders: Orders) -> Ints:
    """Return the seconds within which each market is promised its goods."""
    slowest = np.array([entry.transit_days[1] for entry in MARKETS])[orders.market]
    return np.asarray(slowest * DAY_SECONDS + _PROMISE_SECONDS, dtype=np.int64)


def _ways(parameters: WorldParameters, orders: Orders, fates: OrderFates, units: Sold) -> _Ways:
    """Put units into parcels; a few are not found, a few parcels get lost."""
    seed, row = parameters.seed, units.row
    is_store = orders.channel[row] == STORE
    has_second = fates.second_leaves_at[row] != NEVER
    parcel = (has_second & Dice(seed, "in the second parcel").happens(0.5, units.key)).astype(np.int64)
    leaves = np.where(parcel == 1, fates.second_leaves_at[row], fates.leaves_at[row])
    arrives = np.where(parcel == 1, fates.second_arrives_at[row], fates.arrives_at[row])
    may_be_short = (leaves != NEVER) & ~is_store & (orders.kind[row] == SALE)
    is_short = may_be_short & Dice(seed, "not found").happens(_NOT_FOUND, units.key)
    shipped_at = np.where(is_short, NEVER, leaves)
    is_handed_over = (shipped_at != NEVER) & (fates.refused_at[row] == NEVER)
    chance = _LOST * parameters.transit_trouble
    is_lost = is_handed_over & ~is_store & Dice(seed, "lost").happens(chance, orders.key[row], parcel)
    return _Ways(
        parcel=parcel, short_at=np.where(is_short, leaves - _MISSED_BEFORE, NEVER), shipped_at=shipped_at,
        arrives_at=arrives, delivered_at=np.where(is_handed_over & ~is_lost, arrives, NEVER),
        lost_at=np.where(is_lost, arrives + _GIVEN_UP, NEVER),
    )  # fmt: skip


def _back_at(seed: int, orders: Orders, units: Sold, ways: _Ways) -> Ints:
    """Return when each unit would be back after its return; in the store it takes half as long."""
    key, is_store = orders.key[units.row], orders.channel[units.row] == STORE
    thinking = _days(Dice(seed, "thinking it over").gamma(2.2, 9.0, key, ways.parcel), 1.0, 55.0)
    travelling = _days(Dice(seed, "way back").gamma(4.0, 6.0, key, ways.parcel), 1.0, 25.0)
    wait = thinking + travelling
    return ways.delivered_at + np.where(is_store, wait // 2, wait)


def _size_steps(seed: int, orders: Orders, units: Sold, reason: Ints) -> Ints:
    """Return how many sizes larger the unit is that an exchange asks for, 0 where none is asked for."""
    step = np.where(reason == TOO_SMALL, 1, np.where(reason == TOO_LARGE, -1, 0))
    is_exchanged = Dice(seed, "exchanged").happens(_EXCHANGED, units.key)
    return np.where((orders.channel[units.row] < MARKETPLACE) & is_exchanged, step, 0)


def _faults(seed: int, catalogue: Catalogue, orders: Orders, fates: OrderFates, units: Sold) -> tuple[Bools, Bools]:
    """Return which units were sewn badly, more often in a bad batch of a style and quarter, or hurt on the way."""
    style, quarter = catalogue.variants.style[units.variant], orders.day[units.row] // 91
    is_bad_batch = Dice(seed, "bad batch").happens(_BAD_BATCH, style, quarter)
    defective = Dice(seed, "defect").happens(np.where(is_bad_batch, _DEFECT_IN_BAD_BATCH, _DEFECT), units.key)
    chance = np.where(orders.channel[units.row] == STORE, 0.0, np.array(_DAMAGE)[fates.carrier[units.row]])
    return defective, Dice(seed, "damage").happens(chance, units.key) & ~defective


def _return_reasons(
    parameters: WorldParameters, catalogue: Catalogue, orders: Orders, units: Sold, defective: Bools, damaged: Bools
) -> Ints:
    """Return why each unit goes back, NO_RETURN for those that are kept."""
    seed, key = parameters.seed, units.key
    goes = Dice(seed, "return").happens(_return_chances(parameters, catalogue, orders, units), key)
    other = np.array([STYLE, NOT_AS_DESCRIBED, TOO_LATE, UNWANTED])
    reason = other[Dice(seed, "reason").pick(_REASON_WEIGHTS, np.zeros(len(key), dtype=np.int64), key)]
    by_size = _has_sizes(catalogue, units) & Dice(seed, "by size").happens(_SIZE_SHARE, key)
    fit = catalogue.styles.fit[catalogue.variants.style[units.variant]]
    tight = Dice(seed, "too small").uniform(key) < _share_of_small(fit)
    reason = np.where(by_size, np.where(tight, TOO_SMALL, TOO_LARGE), reason)
    is_faulty = defective | damaged
    is_noticed = is_faulty & Dice(seed, "fault noticed").happens(_SENT_BACK_IF_FAULTY, key)
    kept_or_other = np.where(goes & ~is_faulty, reason, NO_RETURN)
    return np.where(is_noticed, np.where(defective, DEFECTIVE, DAMAGED), kept_or_other)


def _return_chances(parameters: WorldParameters, catalogue: Catalogue, orders: Orders, units: Sold) -> Floats:
    """Return how likely each sound unit goes back: by category, market and channel, and by how far its fit is off."""
    style = catalogue.variants.style[units.variant]
    base = np.array([kind.returned for kind in CATEGORIES])[catalogue.styles.category[style]]
    misfit = np.where(_has_sizes(catalogue, units), np.abs(catalogue.styles.fit[style]), 0.0)
    by_market = _MARKET_RETURNS[orders.market[units.row]]
    by_channel = np.where(orders.channel[units.row] == STORE, _STORE_RETURNS, 1.0)
    chance = base * parameters.return_level * by_market * by_channel * (0.8 + 0.6 * misfit)
    return np.asarray(chance, dtype=np.float64)


def _has_sizes(catalogue: Catalogue, units: Sold) -> Bools:
    return np.asarray(catalogue.options.sizes[catalogue.variants.option[units.variant]] > 1)


def _share_of_small(fit: Floats) -> Floats:
    """Return how many of the size returns were too small: more where a style falls small (a negative fit)."""
    return np.asarray(1.0 / (1.0 + np.exp(3.5 * fit - 0.35)), dtype=np.float64)


def _days(drawn: Floats, low: float, high: float) -> Ints:
    return np.asarray(np.clip(drawn, low, high) * DAY_SECONDS, dtype=np.int64)
