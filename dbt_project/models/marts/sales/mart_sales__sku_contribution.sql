with

lines as (
    select
        lines.*,
        cast(date_trunc('month', lines.order_date) as date) as month_start_date,
        prices.net_amount_group as priced_amount_group,
        case when prices.is_full_price then prices.net_amount_group end as full_price_amount_group,
        prices.markdown_amount_group,
        expected.expected_refund_amount_group
    from {{ ref('fct_order_line_contribution') }} as lines
    left join {{ ref('fct_order_line_price') }} as prices on lines.order_line_key = prices.order_line_key
    left join {{ ref('fct_expected_refund') }} as expected on lines.order_line_key = expected.order_line_key
),

-- Each margin is summed over the lines of which it is known, beside the net sales of just these lines.
summed as (
    select
        product_key,
        market_code,
        month_start_date,
        {%- for margin in ["cm1", "cm2", "cm3"] %}
        cast(sum({{ margin }}_amount_group) as decimal(18, 4)) as {{ margin }}_amount_group,
        cast(
            sum(net_sales_amount_group) filter (where {{ margin }}_amount_group is not null) as decimal(18, 4)
        ) as {{ margin }}_net_sales_amount_group,
        count(*) filter (where {{ margin }}_amount_group is null) as missing_{{ margin }}_line_count,
        {%- endfor %}
        {{ total('net_sales_amount_group') }} as net_sales_amount_group,
        {{ total('expected_refund_amount_group') }} as expected_refund_amount_group,
        cast(sum(priced_amount_group) as decimal(18, 4)) as priced_amount_group,
        cast(sum(full_price_amount_group) as decimal(18, 4)) as full_price_amount_group,
        cast(sum(markdown_amount_group) as decimal(18, 4)) as markdown_amount_group,
        cast(sum(landed_cost_amount_group) as decimal(18, 4)) as landed_cost_amount_group,
        count(*) as line_count,
        count(*) filter (where is_provisional) as provisional_line_count
    from lines
    group by product_key, market_code, month_start_date
),

final as (
    select
        summed.product_key,
        products.sku,
        products.style_code,
        products.category_name,
        summed.market_code,
        summed.month_start_date,
        summed.line_count,
        summed.net_sales_amount_group,
        summed.expected_refund_amount_group,
        cast(
            summed.net_sales_amount_group - summed.expected_refund_amount_group as decimal(18, 4)
        ) as expected_net_sales_amount_group,
        summed.priced_amount_group,
        case
            when summed.priced_amount_group is not null then coalesce(summed.full_price_amount_group, 0)
        end as full_price_amount_group,
        summed.markdown_amount_group,
        summed.landed_cost_amount_group,
        summed.cm1_amount_group,
        {{ ratio('summed.cm1_amount_group', 'summed.cm1_net_sales_amount_group') }} as cm1_pct,
        summed.cm2_amount_group,
        {{ ratio('summed.cm2_amount_group', 'summed.cm2_net_sales_amount_group') }} as cm2_pct,
        summed.cm3_amount_group,
        {{ ratio('summed.cm3_amount_group', 'summed.cm3_net_sales_amount_group') }} as cm3_pct,
        summed.missing_cm1_line_count,
        summed.missing_cm2_line_count,
        summed.missing_cm3_line_count,
        summed.provisional_line_count
    from summed
    inner join {{ ref('dim_product') }} as products on summed.product_key = products.product_key
)

select * from final
