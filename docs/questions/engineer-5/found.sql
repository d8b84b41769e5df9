select
    source_name, currency_code, sum(warehouse_row_count) as row_count, round(sum(warehouse_amount), 3) as amount,
    sum(abs(residual_amount)) as residual_amount
from marts.mart_quality__completeness
where entity = 'payment'
group by source_name, currency_code
