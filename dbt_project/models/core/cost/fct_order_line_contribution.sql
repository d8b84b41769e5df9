with

lines as (
    select
        lines.order_line_key, lines.sales_order_key, lines.source_name, lines.order_number, lines.order_date,
        lines.product_key, lines.market_code, lines.channel_code, lines.order_type, lines.legal_entity_key,
        lines.ordered_qty, lines.net_amount_group,
        costs.cogs_landed_amount_group, costs.is_provisional
    from {{ ref('fct_order_line') }} as lines
    inner join {{ ref('fct_order_line_cost') }} as costs on lines.order_line_key = costs.order_line_key
    where not lines.is_cancelled and not lines.is_test
),

refunds as (
    select
        order_line_key,
        sum(net_amount_group) as refund_amount,
        count(*) filter (where net_amount_group is null) as missing_count
    from {{ ref('fct_refund_line') }}
    where not is_cancelled and not is_test
    group by order_line_key
),

-- A return takes cost back only for what can be sold again; the rest is written down and stays a cost.
restocked as (
    select order_line_key, sum(returned_qty) as restocked_qty
    from {{ ref('fct_return_line') }}
    where received_at is not null and coalesce(disposition_type, 'restock') = 'restock'
    group by order_line_key
),

order_costs as (
    select * from {{ ref('fct_order_cost') }}
),

weighted as (
    select
        lines.order_line_key,
        lines.sales_order_key,
        lines.net_amount_group,
        {{ group_minor_units() }} as minor_units,
        order_costs.fulfilment_amount_group,
        order_costs.shipping_amount_group,
        order_costs.payment_fee_amount_group,
        order_costs.return_amount_group,
        order_costs.marketing_amount_group
    from lines
    inner join order_costs on lines.sales_order_key = order_costs.sales_order_key
),

{% for part in order_cost_parts() %}
shared_{{ part }} as (
    {{ shared(
        'weighted', ['order_line_key'], 'sales_order_key', part ~ '_amount_group', 'net_amount_group', 'order_line_key'
    ) | indent(4) }}
),

{% endfor %}
combined as (
    select
        lines.*,
        {%- for part in order_cost_parts() %}
        shared_{{ part }}.share_amount as {{ part }}_amount_group,
        {%- endfor %}
        case
            when coalesce(refunds.missing_count, 0) = 0 then lines.net_amount_group - coalesce(refunds.refund_amount, 0)
        end as net_sales_amount_group,
        {{ round_money(
            "lines.cogs_landed_amount_group * least(coalesce(restocked.restocked_qty, 0), lines.ordered_qty) "
            ~ "/ nullif(lines.ordered_qty, 0)", group_minor_unit()
        ) }} as restocked_cost_amount_group
    from lines
    left join refunds on lines.order_line_key = refunds.order_line_key
    left join restocked on lines.order_line_key = restocked.order_line_key
    {%- for part in order_cost_parts() %}
    left join shared_{{ part }} on lines.order_line_key = shared_{{ part }}.order_line_key
    {%- endfor %}
),

first_margin as (
    select
        *,
        cogs_landed_amount_group - coalesce(restocked_cost_amount_group, 0) as landed_cost_amount_group,
        net_sales_amount_group - cogs_landed_amount_group + coalesce(restocked_cost_amount_group, 0) as cm1_amount_group
    from combined
),

second_margin as (
    select
        *,
        cm1_amount_group - fulfilment_amount_group - shipping_amount_group - payment_fee_amount_group
        - return_amount_group as cm2_amount_group
    from first_margin
),

final as (
    select
        order_line_key, sales_order_key, order_date, product_key, market_code, channel_code, order_type,
        legal_entity_key,
        net_sales_amount_group,
        landed_cost_amount_group,
        cast(cm1_amount_group as decimal(18, 4)) as cm1_amount_group,
        fulfilment_amount_group,
        shipping_amount_group,
        payment_fee_amount_group,
        return_amount_group,
        cast(cm2_amount_group as decimal(18, 4)) as cm2_amount_group,
        marketing_amount_group,
        cast(cm2_amount_group - marketing_amount_group as decimal(18, 4)) as cm3_amount_group,
        is_provisional,
        concat_ws(
            ' ',
            case when net_sales_amount_group is null then 'net_sales' end,
            case when landed_cost_amount_group is null then 'landed_cost' end,
            {%- for part in order_cost_parts() %}
            case when {{ part }}_amount_group is null then '{{ part }}' end{{ "," if not loop.last }}
            {%- endfor %}
        ) as missing_parts
    from second_margin
)

select * from final
