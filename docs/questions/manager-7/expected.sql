-- Units in each place by its last count; a count whose sign was spoilt is taken as it was told.
select
    stock.counted_on, stock.place, sum(stock.available) as available,
    sum(if(faults.place is null, stock.level, -stock.level)) as on_hand,
    count(*) filter (where stock.available <= 0) as empty
from truth.stock as stock
left join truth.faults as faults
    on
        faults.fault = 'negative_stock'
        and faults.place = strftime(stock.counted_on, '%Y-%m-%d') || '|' || stock.place || '|' || stock.sku
group by stock.counted_on, stock.place
