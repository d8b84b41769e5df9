select
    cycle.month_start_date, cycle.stock_amount_local, cycle.receivable_amount_local, cycle.payable_amount_local,
    round(cast(cycle.dio_days as double), 2) as dio_days
from marts.mart_finance__cash_cycle as cycle
inner join core.dim_legal_entity as entities on cycle.legal_entity_key = entities.legal_entity_key
where entities.legal_entity_id = '1' and cycle.month_start_date >= date '2024-12-01'
