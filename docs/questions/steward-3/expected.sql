-- How many records each supplier really has.
with counted as (
    select true_id, count(*) as record_count
    from truth.parties
    where kind = 'supplier'
    group by true_id
)

select record_count, count(*) as supplier_count
from counted
where record_count > 1
group by record_count
