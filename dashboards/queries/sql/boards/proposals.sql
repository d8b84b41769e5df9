-- What to order today of one kind, the most money first.
select
    supplier_name,
    from_location_name,
    location_name,
    sku,
    product_name,
    proposed_qty,
    expected_date,
    currency_code,
    net_amount,
    net_amount_group as order_amount_group,
    proposal_reason,
    on_hand_qty,
    on_order_qty,
    weekly_demand_qty,
    lead_time_days,
    minimum_order_qty,
    pack_qty
from marts.mart_planning__order_proposal
where proposal_type = cast($choice as varchar)
order by net_amount_group desc nulls last, proposed_qty desc, sku asc, location_name asc
limit $limit
