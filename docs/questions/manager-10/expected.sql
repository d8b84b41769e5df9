-- Units that consumers returned or exchanged, by style and the reason that the shop noted.
select told.style_code, refunds.reason, sum(refunds.quantity) as returned_qty
from truth.told_refunds as refunds
inner join truth.told_lines as told on refunds.source_name = told.source_name and refunds.line_id = told.line_id
where
    refunds.cause in ('returned', 'exchanged')
    and not told.is_without_order
    and not told.is_cancelled
    and not told.is_test
group by told.style_code, refunds.reason
