-- The extracts of a company as tables: of every row its latest version.

create or replace temp macro lines_of(name) as table
select * from read_json(getvariable('extracts') || '/shop_*/' || name || '_*.jsonl',
    format = 'newline_delimited', filename = true,
    columns = {
        'id': 'varchar', '__parentId': 'varchar', 'name': 'varchar', 'createdAt': 'timestamp', 'test': 'boolean',
        'tags': 'varchar[]', 'email': 'varchar', 'shippingAddress': 'struct(countryCodeV2 varchar)',
        'additionalFees': 'struct(name varchar)[]',
        'cancelledAt': 'timestamp', 'sku': 'varchar', 'isGiftCard': 'boolean',
        'quantity': 'integer',
        'originalUnitPriceSet': 'struct(presentmentMoney struct(amount decimal(18, 4), currencyCode varchar))',
        'lineItemId': 'varchar', 'restockType': 'varchar', 'reason': 'varchar', 'productType': 'varchar',
        'order': 'struct(id varchar)', 'deliveredAt': 'timestamp', 'estimatedDeliveryAt': 'timestamp',
        'trackingInfo': 'struct(company varchar, number varchar)[]',
        'fulfillmentLineItems': 'struct(lineItemId varchar, quantity integer)[]'
    })
qualify row_number() over (partition by id order by filename desc) = 1;

create or replace temp macro sheet_of(path, sign) as table
select * from read_csv(getvariable('extracts') || path,
    delim = sign, header = true, all_varchar = true, union_by_name = true,
    filename = true);

create or replace temp table shop_sheet as select * from lines_of('orders');

-- One row per order that a customer placed: no test, no exchange, no replacement.
create or replace temp table placed as
select id as order_id, createdAt as placed_at, cast(createdAt as date) as placed_on, lower(email) as email,
    shippingAddress.countryCodeV2 as market,
    coalesce(list_contains(list_transform(additionalFees, lambda fee: fee.name), 'Cash on delivery'), false)
        as is_by_cash,
    shippingAddress.countryCodeV2 in ('GB', 'DE', 'FR', 'ES', 'PL') as is_european,
    shippingAddress.countryCodeV2 in ('AE', 'SA', 'KW') as is_gulf
from shop_sheet
where __parentId is null and not test and not list_has_any(coalesce(tags, []), ['exchange', 'replacement']);

-- One row per line of these orders with goods.
create or replace temp table ordered as
select l.id as line_id, p.*, l.sku, l.quantity, l.originalUnitPriceSet.presentmentMoney.amount as price,
    l.originalUnitPriceSet.presentmentMoney.currencyCode as currency
from shop_sheet as l
inner join placed as p on p.order_id = l.__parentId
where l.sku is not null and not l.isGiftCard;

-- One row per SKU, with its style and category.
create or replace temp table article as
select v.sku, any_value(regexp_extract(v.sku, '^[^-]+-[^-]+-[^-]+')) as style, any_value(p.productType) as category
from lines_of('products') as v
inner join lines_of('products') as p on p.id = v.__parentId
group by v.sku;

-- One row per parcel, with the numbers of those that the carriers report as refused.
create or replace temp table refused as
select distinct trackingNumber as tracking from read_json(getvariable('extracts') || '/carriers/tracking_*.jsonl',
    format = 'newline_delimited', columns = {'trackingNumber': 'varchar', 'event': 'varchar'})
where event = 'REFUSED';

create or replace temp table parcel as
select f.id as parcel_id, f."order".id as order_id, f.deliveredAt as delivered_at, f.estimatedDeliveryAt as promised_at,
    r.tracking is not null as is_refused, f.fulfillmentLineItems as content
from lines_of('fulfillments') as f
left join refused as r on r.tracking = f.trackingInfo[1].number;

-- The day of which the extracts tell last.
create or replace temp table today as select max(placed_on) as last_day from placed;
