select
    catalog.metric_name, bridge.month_start_date, round(sum(bridge.recognised_amount_group), 2) as metric_value
from marts.mart_quality__metric_catalog as catalog
inner join marts.mart_finance__sales_bridge as bridge on bridge.currency_code = 'EUR'
where
    catalog.metric_name = 'recognised_sales'
    and catalog.table_name = 'mart_finance__sales_bridge'
    and catalog.value_expression_text = 'sum(recognised_amount_group)'
group by catalog.metric_name, bridge.month_start_date
having sum(bridge.recognised_amount_group) <> 0
