-- What each run minted, merged and split, newest first, with what hangs on the key now.
select
    run_at, entity, change_type, change_count, record_count, entity_key, other_key, net_sales_amount_group, order_count,
    evidence
from marts.mart_quality__identity_change
order by run_at desc, change_type asc, net_sales_amount_group desc nulls last, entity asc, entity_key asc
