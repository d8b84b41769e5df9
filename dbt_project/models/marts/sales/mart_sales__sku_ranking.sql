with

earned as (
    select
        product_key,
        {{ total('net_sales_amount_group') }} as net_sales_amount_group,
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

-- Where fees, freight and returns are not told by any source the first margin counts.
measured as (
    select *, coalesce(cm2_amount_group, cm1_amount_group) as contribution_amount_group
    from earned
    where coalesce(cm2_amount_group, cm1_amount_group) is not null
),

final as (
    select
        measured.product_key,
        products.sku,
        products.style_code,
        products.category_name,
        measured.net_sales_amount_group,
        measured.cm1_amount_group,
        measured.cm2_amount_group,
        measured.contribution_amount_group,
        measured.line_count,
        measured.missing_cm1_line_count,
        measured.missing_cm2_line_count,
        row_number() over (
            order by measured.contribution_amount_group desc, products.sku asc, measured.product_key asc
        ) as rank_from_top,
        row_number() over (
            order by measured.contribution_amount_group asc, products.sku asc, measured.product_key asc
        ) as rank_from_bottom
    from measured
    inner join {{ ref('dim_product') }} as products on measured.product_key = products.product_key
)

select * from final
