with

-- Both queues on one axis of units: between two marks lies what one layer gives to one use.
marks as (
    select
        source_name,
        product_key,
        cumulative_qty,
        max(case when is_inflow then queue_number end) as layer_number,
        max(case when not is_inflow then queue_number end) as use_number
    from {{ ref('fct_stock_change') }}
    group by source_name, product_key, cumulative_qty
),

segments as (
    select
        source_name,
        product_key,
        cumulative_qty - coalesce(lag(cumulative_qty) over (
            partition by source_name, product_key order by cumulative_qty
        ), 0) as used_qty,
        coalesce(max(layer_number) over before, 0) + 1 as layer_number,
        coalesce(max(use_number) over before, 0) + 1 as use_number
    from marks
    window before as (
        partition by source_name, product_key order by cumulative_qty
        rows between unbounded preceding and 1 preceding
    )
),

final as (
    select
        coalesce(layers.stock_change_key, 'unknown') as stock_layer_key,
        uses.stock_change_key,
        uses.source_name,
        uses.product_key,
        uses.change_type as use_type,
        uses.change_date as use_date,
        uses.order_line_key,
        layers.receipt_line_key,
        layers.change_type as layer_type,
        layers.change_date as layer_date,
        cast(segments.used_qty as decimal(18, 4)) as used_qty
    from segments
    inner join {{ ref('fct_stock_change') }} as uses
        on
            segments.source_name = uses.source_name
            and segments.product_key = uses.product_key
            and segments.use_number = uses.queue_number
            and not uses.is_inflow
    left join {{ ref('fct_stock_change') }} as layers
        on
            segments.source_name = layers.source_name
            and segments.product_key = layers.product_key
            and segments.layer_number = layers.queue_number
            and layers.is_inflow
)

select * from final
