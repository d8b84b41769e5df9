with

paid as (
    select sales_order_key, max_by(payment_method_code, payment_amount_group) as payment_method_code
    from {{ ref('fct_payment') }}
    where is_successful and payment_type = 'sale'
    group by sales_order_key
),

terms as (
    select order_line_key, max(incoterm_code) as incoterm_code
    from {{ ref('fct_shipped_line') }}
    group by order_line_key
),

reversed as (
    select
        order_line_key,
        {{ total('net_amount_group', "reversal_type = 'undelivered'") }} as refused_amount_group,
        {{ total('net_amount_group', "reversal_type in ('customer_return', 'exchange')") }} as returned_amount_group,
        {{ total('net_amount_group', "reversal_type not in ('undelivered', 'customer_return', 'exchange')") }}
            as other_reversal_amount_group
    from {{ ref('fct_refund_line') }}
    where not is_test and not is_cancelled
    group by order_line_key
),

lines as (
    select
        orders.market_code,
        coalesce(orders.country_code, 'unknown') as country_code,
        coalesce(terms.incoterm_code, 'unknown') as incoterm_code,
        coalesce(paid.payment_method_code, 'unknown') as payment_method_code,
        cast(date_trunc('month', orders.order_date) as date) as order_month,
        orders.sales_order_key,
        orders.net_amount_group,
        coalesce(reversed.refused_amount_group, 0) as refused_amount_group,
        coalesce(reversed.returned_amount_group, 0) as returned_amount_group,
        coalesce(reversed.other_reversal_amount_group, 0) as other_reversal_amount_group,
        contributions.landed_cost_amount_group,
        contributions.fulfilment_amount_group,
        contributions.shipping_amount_group,
        contributions.payment_fee_amount_group,
        contributions.return_amount_group,
        contributions.marketing_amount_group,
        contributions.cm1_amount_group,
        contributions.cm2_amount_group,
        contributions.cm3_amount_group
    from {{ ref('fct_order_line') }} as orders
    left join {{ ref('fct_order_line_contribution') }} as contributions
        on orders.order_line_key = contributions.order_line_key
    left join paid on orders.sales_order_key = paid.sales_order_key
    left join terms on orders.order_line_key = terms.order_line_key
    left join reversed on orders.order_line_key = reversed.order_line_key
    where not orders.is_test and not orders.is_cancelled and not orders.is_intercompany
),

final as (
    select
        market_code,
        country_code,
        incoterm_code,
        payment_method_code,
        order_month,
        count(distinct sales_order_key) as order_count,
        count(*) as line_count,
        {{ total('net_amount_group') }} as booked_amount_group,
        {{ total('refused_amount_group') }} as refused_amount_group,
        {{ total('returned_amount_group') }} as returned_amount_group,
        {{ total('other_reversal_amount_group') }} as other_reversal_amount_group,
        cast(
            {{ total('net_amount_group') }} - {{ total('refused_amount_group') }} - {{ total('returned_amount_group') }}
            - {{ total('other_reversal_amount_group') }} as decimal(18, 4)
        ) as net_sales_amount_group,
        {{ total('landed_cost_amount_group') }} as landed_cost_amount_group,
        {{ total('fulfilment_amount_group') }} as fulfilment_amount_group,
        {{ total('shipping_amount_group') }} as shipping_amount_group,
        {{ total('payment_fee_amount_group') }} as payment_fee_amount_group,
        {{ total('return_amount_group') }} as return_amount_group,
        {{ total('marketing_amount_group') }} as marketing_amount_group,
        cast(sum(cm1_amount_group) as decimal(18, 4)) as cm1_amount_group,
        cast(sum(cm2_amount_group) as decimal(18, 4)) as cm2_amount_group,
        cast(sum(cm3_amount_group) as decimal(18, 4)) as cm3_amount_group,
        count(*) filter (where cm1_amount_group is null) as missing_cm1_line_count,
        count(*) filter (where cm2_amount_group is null) as missing_cm2_line_count,
        count(*) filter (where cm3_amount_group is null) as missing_cm3_line_count
    from lines
    group by market_code, country_code, incoterm_code, payment_method_code, order_month
)

select * from final
