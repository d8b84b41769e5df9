-- Days of orders that the release holds; a season wants 365, a comparison with last year 730.
select
    null as subject, 'days' as unit, date_diff('day', min(order_date), max(order_date)) + 1 as value, null as whole
from core.fct_order
having count(order_date) > 0
