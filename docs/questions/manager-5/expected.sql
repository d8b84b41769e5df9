-- Every order of consumers in the last two years is counted once, whoever placed it.
select count(distinct source_name || order_id) as order_count
from truth.told_lines
where
    has_account and channel_code <> 'business' and is_new_sale and not is_without_order
    and not is_cancelled and not is_test
    and date > (select max(latest.date) from truth.told_lines as latest) - 730
