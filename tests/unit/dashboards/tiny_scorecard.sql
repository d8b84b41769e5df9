-- The table that only a release of the demo company holds: what is known, what is not estimated yet, and an area that is new.
create table marts.mart_quality__scorecard (
    area varchar, subject varchar, figure varchar, figure_value double, unit varchar, definition varchar
);
insert into marts.mart_quality__scorecard
select *, 'In English: ' || figure || '.' from (values
    ('matching', 'person', 'records', 38576, 'rows'),
    ('matching', 'person', 'precision', 0.99968, 'share'),
    ('matching', 'person', 'recall', 0.731, 'share'),
    ('matching', 'person', 'f1', 0.8426, 'share'),
    ('matching', 'supplier', 'f1', 1, 'share'),
    ('faults', 'all', 'planted', 362, 'count'),
    ('faults', 'all', 'caught', 0.4475, 'share'),
    ('faults', 'all', 'let_through', 0.5525, 'share'),
    ('faults', 'all', 'held_back', 21, 'count'),
    ('faults', 'all', 'not_loaded', 9, 'count'),
    ('faults', 'all', 'false_alarms', 4, 'rows'),
    ('faults', 'clock_ahead', 'planted', 19, 'count'),
    ('faults', 'clock_ahead', 'caught', 0.0004, 'share'),
    ('faults', 'decimal_comma', 'planted', 19, 'count'),
    ('faults', 'key_missing', 'planted', 5, 'count'),
    ('faults', 'row_twice', 'planted', 71, 'count'),
    ('faults', 'fault_of_tomorrow', 'planted', 3, 'count'),
    ('money on faults', 'KWD', 'planted', 106.758, 'money'),
    ('money', 'shop_eu sales_order EUR', 'equal', 1, 'share'),
    ('money', 'shop_eu sales_order PLN', 'equal', 0.96, 'share'),
    ('money', 'shop_eu', 'residual', 0, 'money'),
    ('forecast', '12 weeks ahead', 'wape', 1.31, 'share'),
    ('forecast', '4 weeks ahead', 'wape', 1.269, 'share'),
    ('forecast', '4 weeks ahead', 'naive_wape', 1.981, 'share'),
    ('forecast', '4 weeks ahead', 'oracle_wape', 1.342, 'share'),
    ('forecast', '4 weeks ahead', 'rmse', 0.3439, 'units'),
    ('lost sales', 'all', 'estimated', null, 'units'),
    ('lost sales', 'all', 'true_consumer_units', 9500, 'units'),
    ('lost sales', 'all', 'true_units', 17176, 'units'),
    ('lost sales', 'all', 'true_money', 1400033.844, 'EUR'),
    ('lost sales', 'all', 'true_share', 0.1426, 'share'),
    ('broken joints', 'payout_short EUR', 'found', null, 'share'),
    ('broken joints', 'payout_short EUR', 'planted', 30, 'count'),
    ('broken joints', 'order_late_in_erp EUR', 'found', 0.5, 'share'),
    ('broken joints', 'order_late_in_erp EUR', 'planted', 10, 'count'),
    ('weather', 'all', '<b>sun</b>', 0.5, 'share')
) as row (area, subject, figure, figure_value, unit);
