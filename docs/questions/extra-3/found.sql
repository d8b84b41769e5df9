select
    entities.legal_entity_id, bridge.month_start_date, bridge.currency_code,
    sum(bridge.recognised_amount) as recognised_amount
from marts.mart_finance__sales_bridge as bridge
inner join core.dim_legal_entity as entities on bridge.legal_entity_key = entities.legal_entity_key
group by entities.legal_entity_id, bridge.month_start_date, bridge.currency_code
having sum(bridge.recognised_amount) <> 0
