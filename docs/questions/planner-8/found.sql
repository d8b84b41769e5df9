select sum(demand_qty) as demand_qty, sum(unmet_qty) as unmet_qty
from marts.mart_planning__demand_uncensored
