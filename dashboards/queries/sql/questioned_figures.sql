-- The kinds of questioned rows that tables, metrics or questions are made of, by the lineage; what is forecast is not.
with recursive made as (
    select * from (values
        ('sale', 'fct_order_line'), ('refund', 'fct_refund_line'), ('purchase', 'fct_purchase_order_line'),
        ('invoice', 'fct_invoice_line'), ('payout', 'fct_payout'), ('opportunity', 'fct_opportunity'),
        ('stock', 'fct_stock_snapshot')
    ) as facts (figure_type, table_name)
    union
    select made.figure_type, edges.to_table_name
    from made
    join marts.mart_quality__lineage as edges on made.table_name = edges.from_table_name
    where edges.source_name is null and edges.to_table_name not like 'forecasting.%'
        and edges.to_table_name not like 'identity.%'
)

select distinct figure_type
from made
where list_contains(cast($names as varchar[]), table_name)
order by figure_type
