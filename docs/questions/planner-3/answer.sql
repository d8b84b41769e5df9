-- What to order, to make and to send today, by supplier; what is most likely to run out first.
select
    proposal_type, supplier_name, from_location_name, location_name, sku, product_name, colour_name, size_code,
    proposed_qty, lacking_qty, minimum_order_qty, pack_qty, unit_price_amount, net_amount, currency_code,
    net_amount_group, expected_date, stockout_probability_pct, proposal_reason
from marts.mart_planning__order_proposal
order by proposal_type asc, supplier_name asc, from_location_name asc, stockout_probability_pct desc, sku asc
