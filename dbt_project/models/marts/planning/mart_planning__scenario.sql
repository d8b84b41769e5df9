with

base as (
    select *
    from {{ source('forecasting', 'scenario') }}
    where scenario_code = 'base'
),

prices as ({{ unit_prices() }}),

final as (
    select
        plans.scenario_code,
        plans.lead_days,
        plans.promotion_pct,
        plans.promotion_weeks,
        plans.lost_supplier_key,
        lost.supplier_name as lost_supplier_name,
        plans.product_key,
        products.sku,
        products.product_name,
        products.category_name,
        plans.supplier_key,
        suppliers.supplier_name,
        base.supplier_key as base_supplier_key,
        plans.stock_state,
        base.stock_state as base_stock_state,
        plans.stock_state in ('sold_out', 'below_safety', 'below_reorder') as is_short,
        base.stock_state in ('sold_out', 'below_safety', 'below_reorder') as was_short,
        plans.lead_time_days,
        plans.lead_time_demand_qty,
        plans.safety_stock_qty,
        plans.reorder_point_qty,
        plans.on_hand_qty,
        plans.on_order_qty,
        base.on_order_qty as base_on_order_qty,
        plans.stockout_probability_pct,
        plans.expected_lost_qty,
        base.expected_lost_qty as base_expected_lost_qty,
        {{ round_money('plans.expected_lost_qty * prices.unit_price', group_minor_unit()) }}
            as expected_lost_amount_group,
        plans.proposal_type,
        plans.proposed_qty,
        base.proposed_qty as base_proposed_qty,
        {{ computed_to_group(extended('plans.proposed_qty', 'plans.unit_price_amount')) }} as proposed_amount_group
    from {{ source('forecasting', 'scenario') }} as plans
    inner join base on plans.product_key = base.product_key
    inner join {{ ref('dim_product') }} as products on plans.product_key = products.product_key
    left join prices on plans.product_key = prices.product_key
    left join {{ ref('dim_supplier') }} as suppliers on plans.supplier_key = suppliers.supplier_key
    left join {{ ref('dim_supplier') }} as lost on plans.lost_supplier_key = lost.supplier_key
    {{ join_rate('plans.currency_code', as_of()) }}
)

select * from final
