with

layers as (
    select * from {{ ref('fct_stock_layer') }}
    where {{ keeps_books_of_stock('source_name') }}
),

last_days as (
    select source_name, max(change_date) as last_date
    from {{ ref('fct_stock_change') }}
    group by source_name
),

-- What came and what went, at what each layer cost; goods that were sold and never known to come have no layer. What a
-- replaced system still had stands in the books of its successor.
moved as (
    select
        product_key,
        received_date as moved_date,
        case when layer_type in ('receipt', 'return') then 'received' else 'other' end as move_type,
        received_qty as moved_qty,
        unit_cost_amount_group
    from layers
    union all
    select
        uses.product_key,
        uses.use_date as moved_date,
        case when uses.use_type = 'shipment' then 'sold' else 'other' end as move_type,
        -uses.used_qty as moved_qty,
        layers.unit_cost_amount_group
    from {{ ref('fct_stock_layer_use') }} as uses
    inner join layers on uses.stock_layer_key = layers.stock_layer_key
    union all
    select
        layers.product_key,
        last_days.last_date + 1 as moved_date,
        'other' as move_type,
        -layers.remaining_qty as moved_qty,
        layers.unit_cost_amount_group
    from layers
    inner join last_days on layers.source_name = last_days.source_name
    where {{ is_replaced('layers.source_name') }}
),

monthly as (
    select
        products.category_name,
        cast(date_trunc('month', moved.moved_date) as date) as month_start_date,
        {{ total('moved.moved_qty') }} as change_qty,
        {{ total('moved.moved_qty', "moved.move_type = 'received'") }} as received_qty,
        {{ total('-moved.moved_qty', "moved.move_type = 'sold'") }} as sold_qty,
        {{ total('round(moved.moved_qty * moved.unit_cost_amount_group, 4)') }} as change_amount,
        {{ total('round(-moved.moved_qty * moved.unit_cost_amount_group, 4)', "moved.move_type = 'sold'") }}
            as cost_amount,
        {{ total('abs(moved.moved_qty)', 'moved.unit_cost_amount_group is null') }} as missing_cost_qty
    from moved
    inner join {{ ref('dim_product') }} as products on moved.product_key = products.product_key
    where moved.moved_date <= {{ as_of() }}
    group by products.category_name, month_start_date
),

begun as (
    select category_name, min(month_start_date) as first_month
    from monthly
    group by category_name
),

months as (
    select distinct begun.category_name, days.month_start_date
    from begun
    inner join {{ ref('dim_date') }} as days
        on begun.first_month <= days.month_start_date and {{ as_of() }} >= days.calendar_date
),

sold as (
    select
        products.category_name,
        cast(date_trunc('month', contributions.order_date) as date) as month_start_date,
        {{ total('contributions.cm1_amount_group') }} as margin_amount_group
    from {{ ref('fct_order_line_contribution') }} as contributions
    inner join {{ ref('dim_product') }} as products on contributions.product_key = products.product_key
    group by products.category_name, month_start_date
),

final as (
    select
        months.category_name,
        months.month_start_date,
        cast(coalesce(monthly.received_qty, 0) as decimal(18, 4)) as received_qty,
        cast(coalesce(monthly.sold_qty, 0) as decimal(18, 4)) as sold_qty,
        cast(sum(coalesce(monthly.change_qty, 0)) over so_far as decimal(18, 4)) as closing_qty,
        cast(sum(coalesce(monthly.change_amount, 0)) over so_far as decimal(18, 4)) as closing_amount_group,
        cast(coalesce(monthly.cost_amount, 0) as decimal(18, 4)) as cost_amount_group,
        cast(coalesce(sold.margin_amount_group, 0) as decimal(18, 4)) as margin_amount_group,
        cast(coalesce(monthly.missing_cost_qty, 0) as decimal(18, 4)) as missing_cost_qty
    from months
    left join monthly
        on
            months.category_name is not distinct from monthly.category_name
            and months.month_start_date = monthly.month_start_date
    left join sold
        on
            months.category_name is not distinct from sold.category_name
            and months.month_start_date = sold.month_start_date
    window so_far as (partition by months.category_name order by months.month_start_date)
)

select * from final
