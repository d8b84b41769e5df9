-- What the ledger recognised in euros, month by month: no rate stands between it and the group's currency.
select 'recognised_sales' as metric_name, month as month_start_date, round(sum(amount), 2) as metric_value
from truth.numbers
where measure = 'net_sales_recognised' and currency_code = 'EUR' and amount <> 0
group by month
