select replace(sku, '-', '') as article, sum(net_sales_amount_group) as net_sales
from marts.mart_sales__sku_contribution
where market_code in ('DE', 'ES', 'FR')
group by article
