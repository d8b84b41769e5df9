-- Sizes that each place counts, and those of which nothing can be sold, by its true last count.
select place, count(*) as size_count, count(*) filter (where available <= 0) as missing_size_count
from truth.stock
group by place
