-- One row per company with a cash cycle, those with the newest months first.
select entities.legal_entity_name as member_code
from marts.mart_finance__cash_cycle as cycle
inner join core.dim_legal_entity as entities on cycle.legal_entity_key = entities.legal_entity_key
group by entities.legal_entity_name
order by count(cycle.ccc_days) desc, max(cycle.month_start_date) desc, entities.legal_entity_name asc
