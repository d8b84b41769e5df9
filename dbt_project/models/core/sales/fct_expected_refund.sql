-- Of what was sold so lately that it may still come back: how much of it will, by what came back of older sales of its
-- kind after the age that it has now.
with

reversed as (
    select
        order_line_key,
        refund_date,
        net_amount_group,
        reversal_type in ('undelivered', 'customer_return', 'exchange') as is_return,
        reversal_type = 'cancellation' as is_cancellation
    from {{ ref('fct_refund_line') }}
    where refund_date <= {{ as_of() }}
),

taken_off as (
    select
        order_line_key,
        {{ total('net_amount_group') }} as amount,
        {{ total('net_amount_group', 'is_cancellation') }} as cancelled_amount
    from reversed
    group by order_line_key
),

holders as (
    select sales_order_key, min(payment_holder_type) as payment_holder_type
    from {{ ref('fct_payment') }}
    where is_successful and payment_amount > 0
    group by sales_order_key
),

sold as (
    select
        lines.order_line_key,
        lines.order_date,
        cast({{ as_of() }} - lines.order_date as integer) as age_days,
        lines.net_amount_group - coalesce(taken_off.cancelled_amount, 0) as sold_amount,
        lines.net_amount_group - coalesce(taken_off.amount, 0) as kept_amount,
        concat_ws(
            '/', lines.channel_code, lines.market_code, coalesce(holders.payment_holder_type, 'unknown')
        ) as wide_kind,
        coalesce(products.category_name, 'unknown') as category_name
    from {{ ref('fct_order_line') }} as lines
    left join taken_off on lines.order_line_key = taken_off.order_line_key
    left join holders on lines.sales_order_key = holders.sales_order_key
    left join {{ ref('dim_product') }} as products on lines.product_key = products.product_key
    where
        not lines.is_test and not lines.is_cancelled and not lines.is_intercompany and lines.net_amount_group > 0
        and coalesce(lines.order_type, 'consumer') <> 'business'
        and lines.order_date between {{ as_of() }} - {{ return_window_days() + 365 }} and {{ as_of() }}
),

usual as (
    select cast({{ most_of_a_line() }} * median(sold_amount) as decimal(18, 4)) as limit_amount from sold
),

lines as (
    select sold.*, least(sold.sold_amount, usual.limit_amount) as telling_amount
    from sold
    cross join usual
),

-- Three kinds, the narrowest first; the number of lines decides which of them is believed.
kinds as (
    {%- for level, kind in return_kinds() %}
    select {{ level }} as level_number, {{ kind }} as kind_code, lines.* from lines
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

matured as (
    select level_number, kind_code, {{ total('telling_amount') }} as sold_amount, count(*) as line_count
    from kinds
    where age_days > {{ return_window_days() }}
    group by level_number, kind_code
),

came_back as (
    select
        kinds.level_number,
        kinds.kind_code,
        cast(reversed.refund_date - kinds.order_date as integer) as age_days,
        {{ total('least(reversed.net_amount_group, kinds.telling_amount)') }} as amount
    from kinds
    inner join reversed on kinds.order_line_key = reversed.order_line_key
    where
        reversed.is_return and kinds.age_days > {{ return_window_days() }}
        and reversed.refund_date - kinds.order_date <= {{ return_window_days() }}
    group by kinds.level_number, kinds.kind_code, reversed.refund_date - kinds.order_date
),

ages as (
    select level_number, kind_code, age_days
    from kinds
    where age_days <= {{ return_window_days() }}
    group by level_number, kind_code, age_days
),

shares as (
    select
        ages.level_number,
        ages.kind_code,
        ages.age_days,
        max(matured.line_count) as line_count,
        coalesce(sum(came_back.amount) filter (where came_back.age_days > ages.age_days), 0)
        / nullif(
            max(matured.sold_amount)
            - coalesce(sum(came_back.amount) filter (where came_back.age_days <= ages.age_days), 0),
            0
        ) as share
    from ages
    inner join matured on ages.level_number = matured.level_number and ages.kind_code = matured.kind_code
    left join came_back on ages.level_number = came_back.level_number and ages.kind_code = came_back.kind_code
    group by ages.level_number, ages.kind_code, ages.age_days
),

chosen as (
    select
        kinds.order_line_key,
        kinds.age_days,
        kinds.kept_amount,
        kinds.kind_code,
        shares.line_count,
        least(greatest(shares.share, 0), 1) as share,
        row_number() over (partition by kinds.order_line_key order by kinds.level_number) as place
    from kinds
    inner join shares
        on
            kinds.level_number = shares.level_number
            and kinds.kind_code = shares.kind_code
            and kinds.age_days = shares.age_days
    where kinds.kept_amount > 0 and (shares.line_count >= {{ enough_lines() }} or kinds.level_number = 3)
),

final as (
    select
        order_line_key,
        age_days,
        kind_code,
        line_count as matured_line_count,
        cast(share as decimal(18, 8)) as refund_pct,
        {{ round_money('cast(kept_amount as double) * share', group_minor_unit()) }} as expected_refund_amount_group
    from chosen
    where place = 1
)

select * from final
