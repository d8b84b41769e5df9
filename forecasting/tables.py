"""The tables that forecasting reads and writes, and nothing else.

Belongs here: names, scratch tables, and the error that says what is missing. Not here: how demand is forecast.
"""

from __future__ import annotations

from warehouse.errors import EntrepotError

DEMAND_WEEKLY = "core.fct_demand_weekly"

FORECAST = "forecasting.forecast"
BACKTEST = "forecasting.backtest"
ACCURACY = "forecasting.accuracy"
LEDGER = "forecasting.forecast_ledger"
FORECAST_OVERRIDE = "forecasting.forecast_override"

DEMAND_UNCENSORED = "forecasting.demand_uncensored"
FORECAST_OPTION = "forecasting.forecast_option"
FORECAST_PRODUCT = "forecasting.forecast_product"
FORECAST_DAY = "forecasting.forecast_day"
STYLE_TRIAL = "forecasting.style_trial"
STYLE_LAUNCH = "forecasting.style_launch"
STYLE_SEASON = "forecasting.style_season"
SEASON_WEEK = "forecasting.season_week"

INVENTORY_POLICY = "forecasting.inventory_policy"
ORDER_PROPOSAL = "forecasting.order_proposal"
MATERIAL_REQUIREMENT = "forecasting.material_requirement"
MATERIAL_PEG = "forecasting.material_peg"
ORDER_PEG = "forecasting.order_peg"
PRODUCTION_PEG = "forecasting.production_peg"
PRODUCTION_JOB = "forecasting.production_job"
PRODUCTION_LOAD = "forecasting.production_load"
PRODUCTION_STEP = "forecasting.production_step"
CAPACITY_LOAD = "forecasting.capacity_load"
PRODUCTION_COST = "forecasting.production_cost"
SCENARIO = "forecasting.scenario"
SUPPLY_ORDER = "forecasting.supply_order"
SEASON_BUY = "forecasting.season_buy"
SEASON_BUY_SIZE = "forecasting.season_buy_size"

READS = (
    DEMAND_WEEKLY, "core.dim_comparable_day", "core.dim_location", "core.dim_product", "core.dim_work_center",
    "core.fct_bill_of_material", "core.fct_bill_of_material_line", "core.fct_fulfillment_line", "core.fct_order_line",
    "core.fct_landed_cost", "core.fct_price",
    "core.fct_production_operation", "core.fct_production_order", "core.fct_purchase_order_line",
    "core.fct_receipt_line", "core.fct_refund_line", "core.fct_shipped_line", "core.fct_stock_flow",
    "core.fct_stock_snapshot", "core.fct_supplier_commitment", "core.fct_supplier_item",
    "core.fct_transfer_order_line", "core.fct_work_center_capacity",
)  # fmt: skip
WRITES = (
    FORECAST, BACKTEST, ACCURACY, LEDGER, FORECAST_OVERRIDE, DEMAND_UNCENSORED, FORECAST_OPTION, FORECAST_PRODUCT,
    FORECAST_DAY, STYLE_TRIAL, STYLE_LAUNCH, STYLE_SEASON, SEASON_WEEK, INVENTORY_POLICY, ORDER_PROPOSAL,
    MATERIAL_REQUIREMENT, MATERIAL_PEG, ORDER_PEG, PRODUCTION_PEG, PRODUCTION_JOB, PRODUCTION_LOAD, PRODUCTION_STEP,
    CAPACITY_LOAD, PRODUCTION_COST, SCENARIO, SUPPLY_ORDER, SEASON_BUY, SEASON_BUY_SIZE,
)  # fmt: skip

SERIES = "forecasting_step_series"
"""series_id (in the order of the names), product_key, market_code, category_name, first_week, launch_week (the
product's first week in any market): one row per product and market."""
DEMAND = "forecasting_step_demand"
"""series_id, week, qty: one row per series and week of history that has demand; other weeks since the first are 0."""
ORIGIN = "forecasting_step_origin"
"""origin_number (0 is published, 1 the newest tried), origin_week: history is what lies before that week."""
STATE = "forecasting_step_state"
"""One row per series and origin at which it has history: what was known of it then, and its segment."""
YEAR_AGO = "forecasting_step_year_ago"
"""origin_number, market_code, category_name, horizon_weeks, qty: last year's demand around each horizon, and in
the weeks before."""
SEASON = "forecasting_step_season"
"""origin_number, market_code, category_name, horizon_weeks, seasonal_index."""
PREDICTION = "forecasting_step_prediction"
"""One row per origin, series, horizon and method: forecast, and what was then sold (null for the future)."""
BAND = "forecasting_step_band"
"""is_test, method_rank, segment_code, bucket, low, mid, high: quantiles of scaled residuals."""
SCORE = "forecasting_step_score"
"""segment_code, method_rank and the sums that every measure of accuracy is made of."""
CHOICE = "forecasting_step_choice"
"""segment_code, method_rank: the method that is published for each segment."""
FROZEN = "forecasting_step_frozen"
"""Forecasts that earlier releases published, see `forecasting.frozen`."""
FROZEN_OPTION = "forecasting_step_frozen_option"
"""The same of styles in one colour; dropped once they are judged (`forecasting.option_ledger`)."""
STYLE_SAID = "forecasting_step_style_said"
"""origin_week, product_key, market_code, horizon_weeks, forecast_qty: what the life-cycle model says at each origin."""
TOLD = "forecasting_step_told"
"""One row per forecast that the ledger judges: what each step said, the range, and what came."""
SCALE = "forecasting_step_scale"
"""series_id, origin_week, change_qty, squared_change: how much a series changed from week to week before the origin."""
SCRATCH = (
    SERIES,
    DEMAND,
    ORIGIN,
    STATE,
    YEAR_AGO,
    SEASON,
    PREDICTION,
    BAND,
    SCORE,
    CHOICE,
    FROZEN,
    TOLD,
    SCALE,
    STYLE_SAID,
)


class ForecastingError(EntrepotError):
    """Demand cannot be forecast from what core holds."""
