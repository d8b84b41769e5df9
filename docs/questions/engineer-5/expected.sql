-- Every payment that the shops took or gave back; no fault is planted in payments.
select system, currency_code, sum(row_count) as row_count, round(sum(amount), 3) as amount, 0 as residual_amount
from truth.totals
where entity = 'payment'
group by system, currency_code
