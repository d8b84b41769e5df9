-- Documents were put into a currency that nobody has a rate of.
select distinct 'exchange_rate' as reference_name, 'missing' as reference_status
from truth.faults
where fault = 'currency_without_rate'
