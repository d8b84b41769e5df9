-- The source records of a customer, and what joined each.
select
    source_name,
    party_record_id,
    rule_name,
    linked_since,
    decision_id is not null as is_decided
from core.xref_customer
where customer_key = cast($customer as varchar)
order by linked_since asc nulls last, source_name asc, party_record_id asc
limit $limit
