"""The tables that planning reads, writes and makes on the way.

Belongs here: names. Not here: how they are filled.
"""

from __future__ import annotations

POLICY = "forecasting.inventory_policy"
PROPOSAL = "forecasting.order_proposal"
REQUIREMENT = "forecasting.material_requirement"
PEG = "forecasting.material_peg"

READS = (
    "core.dim_location",
    "core.dim_supplier",
    "core.fct_bill_of_material",
    "core.fct_bill_of_material_line",
    "core.fct_order_line",
    "core.fct_production_order",
    "core.fct_purchase_order_line",
    "core.fct_receipt_line",
    "core.fct_stock_flow",
    "core.fct_stock_snapshot",
    "core.fct_supplier_item",
    "core.fct_transfer_order_line",
)
WRITES = (POLICY, PROPOSAL, REQUIREMENT, PEG)

PLACE = "planning_step_place"
"""location_key, counted_on, is_hub: places whose stock is counted and planned with; suppliers deliver to the hub."""
STOCK = "planning_step_stock"
"""product_key, location_key, on_hand_qty (what can be sold), coming_qty (on its way from another place)."""
SUPPLY = "planning_step_supply"
"""product_key, due_date, qty: what is ordered from suppliers or the workshop and is still waited for."""
TERMS = "planning_step_terms"
"""product_key, source_type (buy, make), supplier_key, minimum_qty, pack_qty, unit_price_amount, currency_code."""
LEAD = "planning_step_lead"
"""lead_key, draw, lead_days, lead_basis: the lead times of a supplier (or `make`, `transfer`), evenly over its draws."""
DEMAND = "planning_step_demand"
"""policy_id, product_key, location_key, level_code, lead_key, minimum_qty, pack_qty, ahead (units of weeks 0 to n)."""
ERROR = "planning_step_error"
"""bucket, size_class, draw, residual: errors of demand over some weeks, as multiples of its spread."""
DRAW = "planning_step_draw"
"""policy_id, draw, demand_qty, lead_days: demand until an order of the next review would be there."""
SCRATCH = (PLACE, STOCK, SUPPLY, TERMS, LEAD, DEMAND, ERROR, DRAW)
