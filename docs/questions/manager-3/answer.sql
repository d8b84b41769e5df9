-- The 20 articles that brought the most of the last twelve months and the 20 that brought the least. Where fees,
-- freight and returns are not told by any source the first margin counts; how many lines that concerns stands beside.
-- What is expected to come back still takes its part of the first margin with it: articles are ranked by what remains.
with earned as (
    select
        sku, style_code, category_name,
        sum(net_sales_amount_group) as net_sales_amount_group,
        sum(expected_net_sales_amount_group) as expected_net_sales_amount_group,
        cast(sum(full_price_amount_group) as double) / nullif(sum(priced_amount_group), 0) as full_price_share,
        sum(markdown_amount_group) as markdown_amount_group,
        sum(cm1_amount_group) as cm1_amount_group,
        sum(cm2_amount_group) as cm2_amount_group,
        coalesce(sum(cm2_amount_group), sum(cm1_amount_group)) as contribution_amount_group,
        round(
            coalesce(sum(cm2_amount_group), sum(cm1_amount_group))
            - cast(sum(expected_refund_amount_group) as double)
            * greatest(coalesce(cast(sum(cm1_amount_group) as double) / nullif(sum(net_sales_amount_group), 0), 0), 0),
            2
        ) as expected_contribution_amount_group,
        sum(line_count) as line_count,
        sum(missing_cm1_line_count) as missing_cm1_line_count,
        sum(missing_cm2_line_count) as missing_cm2_line_count
    from marts.mart_sales__sku_contribution
    where
        month_start_date > (
            select max(latest.month_start_date) from marts.mart_sales__sku_contribution as latest
        ) - interval 12 month
    group by sku, style_code, category_name
),

ranked as (
    select
        *,
        row_number() over (order by expected_contribution_amount_group desc, sku asc) as rank_from_top,
        row_number() over (order by expected_contribution_amount_group asc, sku asc) as rank_from_bottom
    from earned
    where contribution_amount_group is not null
)

select * from ranked
where rank_from_top <= 20 or rank_from_bottom <= 20
order by rank_from_top
