-- Days from order to first receipt: what the policy says for the articles bought, and what was measured on their lines.
with

lines as (
    select
        lines.purchase_order_line_key, date_diff('day', lines.order_date, lines.first_receipt_date) as measured_days,
        min(terms.lead_time_days) as policy_days
    from core.fct_purchase_order_line as lines
    left join core.fct_supplier_item as terms
        on lines.product_key = terms.product_key and lines.supplier_key = terms.supplier_key
    where lines.product_key <> 'unknown'
    group by lines.purchase_order_line_key, lines.order_date, lines.first_receipt_date
)

select subject, 'days' as unit, value, null as whole
from (
    select 1 as place, 'policy' as subject, median(policy_days) as value from lines
    union all
    select 2 as place, 'median' as subject, median(measured_days) as value from lines
    union all
    select 3 as place, 'p90' as subject, quantile_cont(measured_days, 0.9) as value from lines
) as told
where value is not null
order by place
