-- Styles in one order, counted from what the shops told.
with baskets as (
    select distinct source_name, order_id, style_code
    from truth.told_lines
    where channel_code <> 'business' and is_new_sale and not is_without_order and not is_cancelled and not is_test
),

styles as (
    select style_code, count(*) as order_count from baskets
    group by style_code
)

select firsts.style_code, seconds.style_code as other_style_code, count(*) as pair_count, styles.order_count
from baskets as firsts
inner join baskets as seconds
    on
        firsts.source_name = seconds.source_name and firsts.order_id = seconds.order_id
        and firsts.style_code <> seconds.style_code
inner join styles on firsts.style_code = styles.style_code
group by firsts.style_code, seconds.style_code, styles.order_count
