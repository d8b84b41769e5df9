with

earned as (
    select
        product_key,
        {{ total('net_sales_amount_group') }} as net_sales_amount_group,
        {{ total('expected_refund_amount_group') }} as expected_refund_amount_group,
        {{ total('expected_net_sales_amount_group') }} as expected_net_sales_amount_group,
        cast(sum(priced_amount_group) as decimal(18, 4)) as priced_amount_group,
        cast(sum(full_price_amount_group) as decimal(18, 4)) as full_price_amount_group,
        cast(sum(markdown_amount_group) as decimal(18, 4)) as markdown_amount_group,
        cast(sum(cm1_amount_group) as decimal(18, 4)) as cm1_amount_group,
        cast(sum(cm2_amount_group) as decimal(18, 4)) as cm2_amount_group,
        cast(sum(line_count) as bigint) as line_count,
        cast(sum(missing_cm1_line_count) as bigint) as missing_cm1_line_count,
        cast(sum(missing_cm2_line_count) as bigint) as missing_cm2_line_count
    from {{ ref('mart_sales__sku_contribution') }}
    where
        month_start_date > (
            select max(latest.month_start_date) from {{ ref('mart_sales__sku_contribution') }} as latest
        ) - interval 12 month
    group by product_key
),

-- Where fees, freight and returns are not told by any source the first margin counts. What is expected to come back
-- takes its part of the first margin with it.
measured as (
    select
        *,
        coalesce(cm2_amount_group, cm1_amount_group) as contribution_amount_group,
        greatest(coalesce({{ ratio('cm1_amount_group', 'net_sales_amount_group') }}, 0), 0) as cm1_pct
    from earned
    where coalesce(cm2_amount_group, cm1_amount_group) is not null
),

expected as (
    select
        *,
        contribution_amount_group
        - {{ round_money('cast(expected_refund_amount_group as double) * cm1_pct', group_minor_unit()) }}
            as expected_contribution_amount_group
    from measured
),

final as (
    select
        expected.product_key,
        products.sku,
        products.style_code,
        products.category_name,
        expected.net_sales_amount_group,
        expected.expected_net_sales_amount_group,
        {{ ratio('expected.full_price_amount_group', 'expected.priced_amount_group') }} as full_price_pct,
        expected.markdown_amount_group,
        expected.cm1_amount_group,
        expected.cm2_amount_group,
        expected.contribution_amount_group,
        expected.expected_contribution_amount_group,
        expected.line_count,
        expected.missing_cm1_line_count,
        expected.missing_cm2_line_count,
        row_number() over (
            order by expected.expected_contribution_amount_group desc, products.sku asc, expected.product_key asc
        ) as rank_from_top,
        row_number() over (
            order by expected.expected_contribution_amount_group asc, products.sku asc, expected.product_key asc
        ) as rank_from_bottom
    from expected
    inner join {{ ref('dim_product') }} as products on expected.product_key = products.product_key
)

select * from final
