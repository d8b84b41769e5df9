with

layers as (
    select * from {{ ref('fct_stock_change') }}
    where is_inflow
),

used as (
    select source_name, product_key, max(cumulative_qty) as used_qty
    from {{ ref('fct_stock_change') }}
    where not is_inflow
    group by source_name, product_key
),

-- What a customer's line was served from: a first receipt, or goods that had come back from an earlier customer.
served as (
    select
        order_line_key,
        min(case when layer_type <> 'return' then layer_date end) as first_receipt_date,
        min_by(receipt_line_key, layer_date) filter (where layer_type <> 'return') as receipt_line_key,
        min(case when layer_type = 'return' then stock_layer_key end) as return_layer_key
    from {{ ref('fct_stock_layer_use') }}
    where order_line_key is not null and stock_layer_key <> 'unknown'
    group by order_line_key
),

-- Goods that came back are as old as what was sent; if that had come back too, as what was sent before.
aged as (
    select
        layers.*,
        case
            when layers.change_type <> 'return' then layers.change_date
            else coalesce(served.first_receipt_date, served_before.first_receipt_date, layers.change_date)
        end as first_receipt_date,
        case
            when layers.change_type <> 'return' then layers.change_type
            when coalesce(served.first_receipt_date, served_before.first_receipt_date) is not null then 'first_receipt'
            else 'return'
        end as age_basis,
        coalesce(
            layers.receipt_line_key, served.receipt_line_key, served_before.receipt_line_key
        ) as first_receipt_line_key
    from layers
    left join served
        on case when layers.change_type = 'return' then layers.order_line_key end = served.order_line_key
    left join layers as returned_before on served.return_layer_key = returned_before.stock_change_key
    left join served as served_before on returned_before.order_line_key = served_before.order_line_key
),

remaining as (
    select
        aged.*,
        cast(
            greatest(least(aged.change_qty, aged.cumulative_qty - coalesce(used.used_qty, 0)), 0) as decimal(18, 4)
        ) as remaining_qty
    from aged
    left join used on aged.source_name = used.source_name and aged.product_key = used.product_key
),

costed as (
    select
        remaining.*,
        cast(landed.landed_amount_group / nullif(landed.accepted_qty, 0) as decimal(18, 4)) as landed_unit_amount,
        landed.is_provisional,
        costs.unit_cost_amount,
        costs.currency_code
    from remaining
    left join {{ ref('fct_landed_cost') }} as landed on remaining.first_receipt_line_key = landed.receipt_line_key
    left join {{ ref('fct_product_cost') }} as costs
        on remaining.product_key = costs.product_key and {{ valid_on('costs', 'remaining.first_receipt_date') }}
),

priced as (
    select
        costed.*,
        coalesce(costed.landed_unit_amount, {{ to_group('costed.unit_cost_amount') }}) as unit_cost_amount_group
    from costed
    {{ join_rate('costed.currency_code', 'costed.first_receipt_date') }}
),

final as (
    select
        stock_change_key as stock_layer_key,
        source_name,
        product_key,
        change_type as layer_type,
        change_date as received_date,
        first_receipt_date,
        age_basis,
        first_receipt_line_key as receipt_line_key,
        change_qty as received_qty,
        cast(change_qty - remaining_qty as decimal(18, 4)) as used_qty,
        remaining_qty,
        unit_cost_amount_group,
        case
            when landed_unit_amount is not null then 'landed'
            when unit_cost_amount_group is not null then 'product_cost'
        end as cost_basis,
        coalesce(is_provisional, true) as is_provisional,
        cast(round(remaining_qty * unit_cost_amount_group, 4) as decimal(18, 4)) as remaining_amount_group
    from priced
)

select * from final
