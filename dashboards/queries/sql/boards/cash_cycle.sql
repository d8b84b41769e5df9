-- One row per month: days in stock, until customers pay, until we pay, and their sum, of one company's books.
select
    cycle.month_start_date,
    cycle.dio_days,
    cycle.dso_days,
    cycle.dpo_days,
    cycle.ccc_days,
    cycle.local_currency_code,
    cycle.stock_amount_local,
    cycle.receivable_amount_local,
    cycle.payable_amount_local
from marts.mart_finance__cash_cycle as cycle
inner join core.dim_legal_entity as entities on cycle.legal_entity_key = entities.legal_entity_key
where entities.legal_entity_name = cast($choice as varchar)
order by cycle.month_start_date
