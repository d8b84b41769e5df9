-- What the plan proposes of one kind, with all that an acceptance keeps of it, the most money first.
select
    proposal_type,
    product_key,
    sku,
    location_key,
    from_location_key,
    supplier_key,
    order_date,
    expected_date,
    proposed_qty as qty,
    unit_price_amount as unit_price,
    currency_code,
    proposal_reason as reason,
    supplier_name,
    location_name,
    net_amount_group as order_amount_group
from marts.mart_planning__order_proposal
where proposal_type = cast($choice as varchar)
order by net_amount_group desc nulls last, proposed_qty desc, sku asc, location_name asc
limit $limit
