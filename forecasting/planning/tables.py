"""The tables that planning writes and makes on the way.

Belongs here: names. Not here: how they are filled.
"""

from __future__ import annotations

from forecasting.tables import INVENTORY_POLICY, MATERIAL_PEG, MATERIAL_REQUIREMENT, ORDER_PROPOSAL

POLICY, PROPOSAL, REQUIREMENT, PEG = INVENTORY_POLICY, ORDER_PROPOSAL, MATERIAL_REQUIREMENT, MATERIAL_PEG

PLACE = "planning_step_place"
"""location_key, counted_on, is_hub: places whose stock is counted and planned with; suppliers deliver to the hub."""
STOCK = "planning_step_stock"
"""product_key, location_key, on_hand_qty (what can be sold), coming_qty (on its way from another place)."""
SUPPLY_LINE = "planning_step_supply_line"
"""supply_type (purchase, production), supply_key, product_key, supplier_key, due_date, told_date (before it was moved
to today), is_begun, asked_date, asked_qty (as ordered), confirmed_date, confirmed_qty (as the supplier answered last;
null without an answer), qty: the lines that are ordered from suppliers or the workshop and are still waited for."""
AWAITED = "planning_step_awaited"
"""proposal_type (buy, transfer), product_key, supplier_key, from_location_key, location_key, due_date, qty: accepted
proposals that have not come back as orders yet."""
SUPPLY = "planning_step_supply"
"""product_key, due_date, qty: lines on order and what is accepted to be bought, by product and day."""
LINE = "planning_step_line"
"""parent, child, units: lines of bills of material, without what is part of itself."""
TERMS = "planning_step_terms"
"""product_key, source_type (buy, make), supplier_key, minimum_qty, pack_qty, unit_price_amount, currency_code."""
LEAD = "planning_step_lead"
"""lead_key, draw, lead_days, lead_basis: the lead times of a supplier (or `make`, `transfer`), over the draws."""
AHEAD = "planning_step_ahead"
"""product_key, market_code, horizon_weeks, forecast_qty, delivered_qty: what is expected, week by week, and what
of it will be delivered."""
DEMAND = "planning_step_demand"
"""policy_id, product_key, location_key, level_code, lead_key, minimum_qty, pack_qty, ahead (units of weeks 0 to n)."""
ERROR = "planning_step_error"
"""bucket, size_class, draw, residual: errors of demand over some weeks, as multiples of its spread."""
DRAW = "planning_step_draw"
"""policy_id, draw, demand_qty, forecast, lead_days, cycle_qty: demand until an order of the next review would be there,
and (`cycle_qty`) from when the reorder point is passed, on any day of a review, until that order is there."""
TRIED = "planning_step_tried"
"""The plans of scenarios that somebody asked for, as `forecasting.scenario` has those of a run."""
SCRATCH = (PLACE, STOCK, SUPPLY_LINE, AWAITED, SUPPLY, LINE, TERMS, LEAD, AHEAD, DEMAND, ERROR, DRAW)
