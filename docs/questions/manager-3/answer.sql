-- The 20 articles that brought the most of the last twelve months and the 20 that brought the least. Where fees,
-- freight and returns are not told by any source the first margin counts; how many lines that concerns stands beside.
-- What is expected to come back still takes its part of the first margin with it: articles are ranked by what remains.
select
    sku, style_code, category_name, net_sales_amount_group, expected_net_sales_amount_group, full_price_pct,
    markdown_amount_group, cm1_amount_group, cm2_amount_group, contribution_amount_group,
    expected_contribution_amount_group, line_count, missing_cm1_line_count, missing_cm2_line_count, rank_from_top,
    rank_from_bottom
from marts.mart_sales__sku_ranking
where rank_from_top <= 20 or rank_from_bottom <= 20
order by rank_from_top
