with

proposals as (
    select
        *,
        case when proposal_type = 'transfer' then 'place' else 'network' end as level_code,
        {{ extended('proposed_qty', 'unit_price_amount') }} as net_amount
    from {{ source('forecasting', 'order_proposal') }}
),

final as (
    select
        proposals.proposal_type,
        proposals.product_key,
        products.sku,
        products.product_name,
        products.style_code,
        products.colour_name,
        products.size_code,
        products.category_name,
        proposals.location_key,
        locations.location_name,
        proposals.from_location_key,
        origins.location_name as from_location_name,
        proposals.supplier_key,
        suppliers.supplier_name,
        proposals.order_date,
        proposals.expected_date,
        proposals.proposed_qty,
        proposals.lacking_qty,
        proposals.minimum_order_qty,
        proposals.pack_qty,
        proposals.currency_code,
        proposals.unit_price_amount,
        proposals.net_amount,
        {{ computed_to_group('proposals.net_amount') }} as net_amount_group,
        policies.on_hand_qty,
        policies.on_order_qty,
        policies.weekly_demand_qty,
        policies.lead_time_demand_qty,
        policies.safety_stock_qty,
        policies.reorder_point_qty,
        policies.order_up_to_qty,
        policies.lead_time_days,
        policies.lead_time_p90_days,
        policies.lead_basis,
        policies.stockout_probability_pct,
        policies.expected_lost_qty,
        proposals.reason as proposal_reason
    from proposals
    inner join {{ ref('dim_product') }} as products on proposals.product_key = products.product_key
    inner join {{ ref('dim_location') }} as locations on proposals.location_key = locations.location_key
    inner join {{ source('forecasting', 'inventory_policy') }} as policies
        on
            proposals.product_key = policies.product_key
            and proposals.location_key = policies.location_key
            and proposals.level_code = policies.level_code
    left join {{ ref('dim_location') }} as origins on proposals.from_location_key = origins.location_key
    left join {{ ref('dim_supplier') }} as suppliers on proposals.supplier_key = suppliers.supplier_key
    {{ join_rate('proposals.currency_code', 'proposals.order_date') }}
)

select * from final
