-- What the workshop is still to deliver of each SKU that we make: what may be cancelled or come later. Not proved here:
-- what will be sold, and so how much of it is too much.
select replace(sku, '-', '') as sku, sum(quantity) as on_order
from truth.production
where not is_done
group by replace(sku, '-', '')
