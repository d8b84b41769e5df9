-- Customers whose key begins so, or who have a record or an order of that number; or these very keys.
with meant as (
    select customer_key from core.dim_customer where starts_with(customer_key, cast($search as varchar))
    union
    select customer_key from core.xref_customer where party_record_id = cast($search as varchar)
    union
    select customer_key from marts.mart_finance__order_cash where order_number = cast($search as varchar)
    union
    select unnest(cast($keys as varchar [])) as customer_key
)

select
    customers.customer_key,
    customers.customer_type,
    customers.market_code,
    customers.first_seen_date,
    customers.record_count,
    customers.source_count
from core.dim_customer as customers
inner join meant on customers.customer_key = meant.customer_key
where customers.customer_key <> 'unknown'
order by customers.customer_key
limit $limit
