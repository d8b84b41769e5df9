-- Of the purchase lines with a minimum in the supplier's terms: those that order at least as much.
select
    null as subject, 'share' as unit, count(*) filter (where lines.ordered_qty >= terms.minimum_order_qty) as value,
    count(*) as whole
from core.fct_purchase_order_line as lines
inner join (
    select product_key, supplier_key, min(minimum_order_qty) as minimum_order_qty
    from core.fct_supplier_item
    where minimum_order_qty > 0 and product_key <> 'unknown'
    group by product_key, supplier_key
) as terms on lines.product_key = terms.product_key and lines.supplier_key = terms.supplier_key
having count(*) > 0
