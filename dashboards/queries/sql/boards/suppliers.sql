-- One row per supplier that missed a line.
select distinct supplier_name as member_code
from marts.mart_supply__missed_line
where supplier_name is not null
order by member_code
