-- How price bands, sizes and colours sell through and come back, beside their category.
select
    attribute_type, category_name, attribute_value, sum(ordered_qty) as ordered_qty, sum(returned_qty) as returned_qty,
    any_value(supplied_qty) as supplied_qty, any_value(sell_through_pct) as sell_through_pct,
    round(sum(returned_qty) / nullif(sum(ordered_qty), 0), 4) as return_pct,
    any_value(category_return_pct) as category_return_pct
from marts.mart_sales__style_attribute
group by attribute_type, category_name, attribute_value
order by attribute_type asc, category_name asc, attribute_value asc
