-- What can be sold of each SKU at each place of a logistics partner by its true last count. Not proved here: what will
-- be sold, the lead times, and so how much of it is too little.
select place, replace(sku, '-', '') as sku, available
from truth.stock
where available <> 0
