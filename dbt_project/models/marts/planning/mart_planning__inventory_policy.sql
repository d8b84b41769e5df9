with

prices as ({{ unit_prices() }}),

launches as (
    select coalesce(products.style_code, products.product_key) as style, min(orders.order_date) as first_order_date
    from {{ ref('fct_order_line') }} as orders
    inner join {{ ref('dim_product') }} as products on orders.product_key = products.product_key
    where not orders.is_test
    group by coalesce(products.style_code, products.product_key)
),

items as (
    select products.*, launches.first_order_date
    from {{ ref('dim_product') }} as products
    left join launches on coalesce(products.style_code, products.product_key) = launches.style
),

costs as (
    select
        costs.product_key,
        min(costs.currency_code) as currency_code,
        max(costs.unit_cost_amount) as unit_cost_amount
    from {{ ref('fct_product_cost') }} as costs
    where {{ valid_on('costs', as_of()) }}
    group by costs.product_key
),

components as (
    select distinct component_product_key from {{ ref('fct_bill_of_material_line') }}
),

policies as (
    select
        *,
        case when lead_key in ('make', 'transfer', 'any') then lead_key else 'buy' end as source_type,
        case when lead_key not in ('make', 'transfer', 'any') then lead_key end as supplier_key,
        cast(on_hand_qty + on_order_qty - lead_time_demand_qty as decimal(18, 4)) as projected_qty
    from {{ source('forecasting', 'inventory_policy') }}
),

final as (
    select
        policies.product_key,
        products.sku,
        products.product_name,
        products.style_code,
        products.colour_name,
        products.size_code,
        products.category_name,
        products.first_order_date as style_first_order_date,
        components.component_product_key is not null as is_component,
        policies.location_key,
        locations.location_name,
        policies.level_code,
        policies.source_type,
        policies.supplier_key,
        suppliers.supplier_name,
        policies.stock_state,
        policies.on_hand_qty,
        policies.on_order_qty,
        policies.weekly_demand_qty,
        policies.lead_time_days,
        policies.lead_time_p90_days,
        policies.lead_basis,
        policies.lead_time_demand_qty,
        policies.projected_qty,
        policies.safety_stock_qty,
        policies.reorder_point_alpha_qty,
        policies.reorder_point_beta_qty,
        policies.reorder_point_qty,
        policies.order_up_to_qty,
        policies.cover_days,
        policies.stockout_probability_pct,
        policies.expected_lost_qty,
        {{ round_money('policies.expected_lost_qty * prices.unit_price', group_minor_unit()) }}
            as expected_lost_amount_group,
        policies.excess_qty,
        {{ computed_to_group(extended('policies.excess_qty', 'costs.unit_cost_amount')) }} as excess_amount_group,
        {{ to_group('costs.unit_cost_amount') }} as unit_cost_amount_group
    from policies
    inner join items as products on policies.product_key = products.product_key
    inner join {{ ref('dim_location') }} as locations on policies.location_key = locations.location_key
    left join {{ ref('dim_supplier') }} as suppliers on policies.supplier_key = suppliers.supplier_key
    left join prices on policies.product_key = prices.product_key
    left join components on policies.product_key = components.component_product_key
    left join costs on policies.product_key = costs.product_key
    {{ join_rate('costs.currency_code', as_of()) }}
)

select * from final
