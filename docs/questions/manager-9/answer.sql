-- Days of cash by company, whose books they are (a market's stock and debts are kept by its company), and what moved
-- them.
select
    entities.legal_entity_name, entities.country_code, cycle.month_start_date, cycle.dio_days, cycle.dso_days,
    cycle.dpo_days, cycle.ccc_days, cycle.dio_change_days, cycle.dso_change_days, cycle.dpo_change_days,
    cycle.local_currency_code, cycle.stock_amount_local, cycle.receivable_amount_local, cycle.payable_amount_local
from marts.mart_finance__cash_cycle as cycle
inner join core.dim_legal_entity as entities on cycle.legal_entity_key = entities.legal_entity_key
order by cycle.month_start_date desc, entities.legal_entity_name asc
