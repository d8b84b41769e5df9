with

-- What came and went over a source's own border.
moved as (
    select
        stock_flow_key as stock_change_key,
        source_name,
        product_key,
        flow_type as change_type,
        flow_date as change_date,
        moved_at,
        moved_qty,
        receipt_line_key,
        order_line_key
    from {{ ref('fct_stock_flow') }}
    where flow_type <> 'transfer' and flow_date is not null and moved_qty <> 0
),

-- What a source's movements do not say: what lay there before them, what counts found or missed, and goods from or to
-- a place that it does not keep.
unsaid as (
    select source_name, product_key, flow_date as change_date, moved_qty, 'transfer' as change_type
    from {{ ref('fct_stock_flow') }}
    where flow_type = 'transfer' and flow_date is not null
    union all
    select
        source_name, product_key, valid_from_date as change_date,
        count_difference_qty as moved_qty, 'count' as change_type
    from {{ ref('fct_stock_daily') }}
    where count_difference_qty <> 0 and owner_type = 'us'
    union all
    select
        source_name, product_key, min(valid_from_date) as change_date,
        min_by(opening_qty, valid_from_date) as moved_qty, 'opening' as change_type
    from {{ ref('fct_stock_daily') }}
    where owner_type = 'us'
    group by source_name, location_key, product_key, stock_status
),

netted as (
    select
        concat_ws('|', source_name || ':' || product_key, change_type, cast(change_date as varchar))
            as stock_change_key,
        source_name,
        product_key,
        change_type,
        change_date,
        sum(moved_qty) as moved_qty
    from unsaid
    group by source_name, product_key, change_type, change_date
    having sum(moved_qty) <> 0
),

stacked as (
    select * from moved
    union all
    select
        stock_change_key, source_name, product_key, change_type, change_date,
        cast(change_date as timestamp) as moved_at, moved_qty,
        cast(null as varchar) as receipt_line_key, cast(null as varchar) as order_line_key
    from netted
),

final as (
    select
        stock_change_key,
        source_name,
        product_key,
        moved_qty > 0 as is_inflow,
        change_type,
        change_date,
        cast(abs(moved_qty) as decimal(18, 4)) as change_qty,
        cast(sum(abs(moved_qty)) over queue as decimal(18, 4)) as cumulative_qty,
        row_number() over queue as queue_number,
        receipt_line_key,
        order_line_key
    from stacked
    window queue as (
        partition by source_name, product_key, moved_qty > 0
        order by case when change_type = 'opening' then 0 else 1 end, change_date, moved_at, stock_change_key
        rows between unbounded preceding and current row
    )
)

select * from final
