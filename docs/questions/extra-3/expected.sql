-- What the ledger recognised; what was booked is held against the truth by the scorecard, less what faults took.
select legal_entity_id, month, currency_code, sum(amount) as recognised_amount
from truth.numbers
where measure = 'net_sales_recognised' and amount <> 0
group by legal_entity_id, month, currency_code
