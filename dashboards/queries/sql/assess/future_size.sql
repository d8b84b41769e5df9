-- Order lines in the release against the 10 million at which the product has been measured.
select null as subject, 'share' as unit, count(*) as value, 10000000 as whole
from core.fct_order_line
having count(*) > 0
