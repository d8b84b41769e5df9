"""The tables of a release that the pages read, checked against the project's manifest.

Belongs here: names only. Not here: what is asked of them.
"""

SCORECARD = "marts.mart_quality__scorecard"

GRADE = "marts.mart_quality__grade"
RULE = "marts.mart_quality__rule"
FINDING = "marts.mart_quality__finding"
QUARANTINE = "marts.mart_quality__quarantine"
UNMAPPED = "marts.mart_quality__unmapped_inbox"
COVERAGE = "marts.mart_quality__coverage"
TRUST = "marts.mart_quality__trust_board"
QUESTIONED = "marts.mart_quality__questioned_row"
LINEAGE = "marts.mart_quality__lineage"
"""Tables that older releases do not hold; a page asks the release first."""

READS = (
    "core.dim_calendar_event",
    "core.dim_channel",
    "core.dim_comparable_day",
    "core.dim_customer",
    "core.dim_legal_entity",
    "core.dim_market",
    "core.dim_product",
    "core.dim_supplier",
    "core.fct_target",
    "core.xref_customer",
    "marts.mart_customer__cohort_monthly",
    "marts.mart_customer__rfm_move",
    "marts.mart_finance__ageing",
    "marts.mart_finance__cash_cycle",
    "marts.mart_finance__order_cash",
    "marts.mart_finance__order_thread",
    "marts.mart_planning__exception",
    "marts.mart_planning__forecast_accuracy",
    "marts.mart_planning__forecast_option",
    "marts.mart_planning__forecast_total",
    "marts.mart_planning__forecast_vs_actual",
    "marts.mart_planning__forecast_vs_target",
    "marts.mart_planning__order_proposal",
    "marts.mart_planning__supplier_requirement",
    "marts.mart_planning__season_buy",
    "marts.mart_planning__supplier_order",
    "marts.mart_planning__test_and_scale",
    "marts.mart_quality__completeness",
    COVERAGE,
    FINDING,
    GRADE,
    LINEAGE,
    "marts.mart_quality__metric_catalog",
    "marts.mart_quality__purpose_register",
    QUARANTINE,
    "marts.mart_quality__question_coverage",
    QUESTIONED,
    RULE,
    "marts.mart_quality__source_status",
    TRUST,
    UNMAPPED,
    "marts.mart_sales__change_bridge",
    "marts.mart_sales__customer_bridge",
    "marts.mart_sales__kpi_daily",
    "marts.mart_sales__sku_contribution",
    "marts.mart_sales__sku_profit",
    "marts.mart_service__voice_of_customer",
    "marts.mart_supply__missed_line",
    "marts.mart_supply__stock_health",
    "marts.mart_supply__supplier_otif_monthly",
)
MAY_READ = (SCORECARD,)
"""Tables that stand only in releases of the demo company, and that no model makes; a page asks the release first."""

REPORT_READS = (
    "core.dim_product",
    "core.dim_supplier",
    "core.fct_advance_ship_notice_line",
    "core.fct_customer_consent",
    "core.fct_exchange_rate_daily",
    "core.fct_opportunity",
    "core.fct_order",
    "core.fct_order_agreement",
    "core.fct_order_copy",
    "core.fct_order_line",
    "core.fct_payment_agreement",
    "core.fct_payout_agreement",
    "core.fct_production_order",
    "core.fct_purchase_order_line",
    "core.fct_receipt_line",
    "core.fct_stock_movement",
    "core.fct_supplier_commitment",
    "core.fct_supplier_item",
    "core.xref_customer",
    "core.xref_order_number",
    "marts.mart_finance__agreement_item",
    "marts.mart_quality__approval_state",
    "marts.mart_quality__coverage",
    "marts.mart_quality__grade",
    "marts.mart_quality__integration_pain",
    "marts.mart_quality__question_coverage",
    "marts.mart_quality__source_status",
    "marts.mart_quality__system_link",
    "marts.mart_supply__stock_health",
    "marts.mart_supply__supplier_otif_monthly",
)
"""What the integration report reads."""

WRITES: tuple[str, ...] = ()
