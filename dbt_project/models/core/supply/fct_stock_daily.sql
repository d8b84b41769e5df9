with

flows as (
    select
        flows.source_name, flows.location_key, flows.product_key,
        {{ stock_pool("cast(null as varchar)", 'places.location_type') }} as stock_status,
        'us' as owner_type, flows.flow_date as event_date,
        greatest(flows.moved_qty, 0) as in_qty, greatest(-flows.moved_qty, 0) as out_qty,
        cast(null as decimal(18, 4)) as counted_qty, cast(null as decimal(18, 4)) as reserved_qty
    from {{ ref('fct_stock_flow') }} as flows
    inner join {{ ref('dim_location') }} as places on flows.location_key = places.location_key
    where flows.flow_date is not null
),

counts as (
    select
        counts.source_name, counts.location_key, counts.product_key,
        {{ stock_pool('counts.stock_status', 'places.location_type') }} as stock_status,
        {{ stock_owner('counts.stock_status') }} as owner_type,
        counts.snapshot_date as event_date, 0 as in_qty, 0 as out_qty,
        counts.on_hand_qty as counted_qty, counts.on_hand_qty - counts.available_qty as reserved_qty
    from {{ ref('fct_stock_snapshot') }} as counts
    inner join {{ ref('dim_location') }} as places on counts.location_key = places.location_key
    where counts.snapshot_date is not null
),

events as (
    select * from flows
    union all
    select * from counts
),

-- A count is of the evening of its day: what moved that day is in it.
days as (
    select
        source_name, location_key, product_key, stock_status, owner_type, event_date,
        sum(in_qty) as in_qty, sum(out_qty) as out_qty, sum(counted_qty) as counted_qty,
        sum(reserved_qty) as reserved_qty
    from events
    group by source_name, location_key, product_key, stock_status, owner_type, event_date
),

-- One number instead of five names: what is sorted below is a fraction as wide.
series as (
    select source_name, location_key, product_key, stock_status, owner_type, row_number() over () as series_number
    from days
    group by source_name, location_key, product_key, stock_status, owner_type
),

numbered as (
    select series.series_number, days.event_date, days.in_qty, days.out_qty, days.counted_qty, days.reserved_qty
    from days
    inner join series
        on
            days.source_name = series.source_name and days.location_key = series.location_key
            and days.product_key = series.product_key and days.stock_status = series.stock_status
            and days.owner_type = series.owner_type
),

rolled as (
    select
        *,
        sum(in_qty - out_qty) over to_date as moved_qty,
        last_value(reserved_qty ignore nulls) over to_date as held_qty
    from numbered
    window to_date as (
        partition by series_number order by event_date rows between unbounded preceding and current row
    )
),

-- Stock is the last count and what moved since; before the first count it is that count less what moved until then.
counted as (
    select
        *,
        last_value(counted_qty - moved_qty ignore nulls) over (
            partition by series_number order by event_date rows between unbounded preceding and current row
        ) as base_qty,
        first_value(counted_qty - moved_qty ignore nulls) over (
            partition by series_number order by event_date rows between unbounded preceding and unbounded following
        ) as later_base_qty
    from rolled
),

anchored as (
    select
        *,
        moved_qty + coalesce(base_qty, later_base_qty, 0) as closing_qty,
        case
            when base_qty is not null then 'count' when later_base_qty is not null then 'later_count' else 'movement'
        end as stock_basis
    from counted
),

opened as (
    select
        *,
        coalesce(lag(closing_qty) over by_day, closing_qty - in_qty + out_qty) as opening_qty,
        lag(event_date) over by_day is null as is_first,
        lag(held_qty) over by_day as held_before_qty
    from anchored
    window by_day as (partition by series_number order by event_date)
),

changed as (
    select *, lead(event_date) over (partition by series_number order by event_date) as next_date
    from opened
    where
        is_first or in_qty <> 0 or out_qty <> 0 or closing_qty <> opening_qty
        or held_qty is distinct from held_before_qty
),

-- The day of a change, then the quiet days until the next one: on each of them it opens and closes alike.
periods as (
    select *, event_date as valid_from_date, event_date as valid_to_date, false as is_quiet from changed
    union all
    select *, event_date + 1 as valid_from_date, next_date - 1 as valid_to_date, true as is_quiet from changed
    where next_date is null or next_date > event_date + 1
),

named as (
    select
        periods.*, series.source_name, series.location_key, series.product_key, series.stock_status, series.owner_type,
        coalesce(products.is_sold_without_stock, false) as is_back_order
    from periods
    inner join series on periods.series_number = series.series_number
    left join {{ ref('dim_product') }} as products on series.product_key = products.product_key
),

final as (
    select
        source_name, location_key, product_key, stock_status, owner_type,
        cast(valid_from_date as date) as valid_from_date, cast(valid_to_date as date) as valid_to_date,
        cast(case when is_quiet then closing_qty else opening_qty end as decimal(18, 4)) as opening_qty,
        cast(case when is_quiet then 0 else in_qty end as decimal(18, 4)) as in_qty,
        cast(case when is_quiet then 0 else out_qty end as decimal(18, 4)) as out_qty,
        cast(case when is_quiet then 0 else closing_qty - opening_qty - in_qty + out_qty end as decimal(18, 4))
            as count_difference_qty,
        cast(closing_qty as decimal(18, 4)) as closing_qty,
        cast(closing_qty - held_qty as decimal(18, 4)) as available_qty,
        stock_basis, case when is_back_order then 'back_order' when held_qty is null then 'stock' else 'available' end
            as sold_out_basis,
        (
            not is_back_order and stock_status = 'available' and owner_type = 'us'
            and closing_qty - coalesce(held_qty, 0) <= 0
            and (is_quiet or opening_qty - coalesce(held_before_qty, held_qty, 0) <= 0)
        ) as is_sold_out
    from named
)

select * from final
