-- From what was booked to what the ledger has recognised, by company, month and currency; what is open between them.
select
    entities.legal_entity_name, bridge.month_start_date, bridge.currency_code, bridge.is_intercompany,
    bridge.booked_amount, bridge.cancelled_amount, bridge.open_amount, bridge.shipped_amount,
    bridge.in_transit_amount, bridge.cut_off_amount, bridge.recognised_amount, bridge.unexplained_amount
from marts.mart_finance__sales_bridge as bridge
left join core.dim_legal_entity as entities on bridge.legal_entity_key = entities.legal_entity_key
order by bridge.month_start_date desc, entities.legal_entity_name asc, bridge.currency_code asc
