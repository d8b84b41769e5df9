-- Orders that the real extract has none of: other currencies, prices with tax, several taxes, discounts, surcharges, parts
-- of an order cancelled, refunded or edited, and one that is split among sellers. Totals of orders are worked out by hand.
insert into promotion ("couponCode", enabled, conditions, actions, "priorityScore", id)
values ('SUMMER', true, '[]', '[]', 1, 1);

insert into "order" (
    "createdAt", "updatedAt", type, code, state, active, "orderPlacedAt", "couponCodes", "shippingAddress", "billingAddress",
    "currencyCode", id, "aggregateOrderId", "customerId", "subTotal", "subTotalWithTax", shipping, "shippingWithTax"
)
select
    '2026-11-20 08:00:00', '2026-11-20 09:00:00', kind, code, state, placed is null, placed::timestamp, '',
    '{"countryCode":"' || country || '"}', '{}', currency, id, whole, 1, net, with_tax, shipping, shipping_with_tax
from (
    values
    -- 3 × 12.345 - 1.501 = 35.534 with 7.5 % of tax: 33.055 without; shipping 1.500 with 5 %: 1.429 without
    (900, 'Regular', 'KUWAIT', 'PaymentSettled', '2026-11-20 08:30:00', 'KW', 'KWD', null::int, 33055, 35534, 1429, 1500),
    -- 2 × 980 and a surcharge of 300, 10 % of tax on both
    (901, 'Regular', 'JAPAN', 'Shipped', '2026-11-20 08:30:00', 'JP', 'JPY', null, 2260, 2486, 0, 0),
    -- 2 of 4 left: 2 × (10.01 - 1.00 / 4) = 19.52, with 20 % 23.424
    (902, 'Regular', 'PARTLY', 'PaymentSettled', '2026-11-20 08:30:00', 'GB', 'USD', null, 1952, 2342, 0, 0),
    (903, 'Seller', 'PART', 'PaymentSettled', '2026-11-20 08:30:00', 'GB', 'USD', 904, 5000, 6000, 0, 0),
    (904, 'Aggregate', 'WHOLE', 'PaymentSettled', '2026-11-20 08:30:00', 'GB', 'USD', null, 5000, 6000, 0, 0),
    (905, 'Regular', 'BASKET', 'AddingItems', null, 'JP', 'JPY', null, 980, 1078, 0, 0)
) as given (id, kind, code, state, placed, country, currency, whole, net, with_tax, shipping, shipping_with_tax);

insert into order_line (
    id, "orderId", "productVariantId", quantity, "orderPlacedQuantity", "listPriceIncludesTax", "listPrice", adjustments,
    "taxLines", "updatedAt"
)
values
(
    900, 900, 1, 3, 3, true, 12345,
    '[{"adjustmentSource":"PROMOTION:1","type":"PROMOTION","description":"Summer","amount":-1000},
      {"adjustmentSource":"PROMOTION:2","type":"DISTRIBUTED_ORDER_PROMOTION","description":"Whole order","amount":-501}]',
    '[{"description":"VAT","taxRate":5},{"description":"City","taxRate":2.5}]', '2026-11-20 09:00:00'
),
(901, 901, 2, 2, 2, false, 980, '[]', '[{"description":"Tax","taxRate":10}]', '2026-11-20 09:00:00'),
(
    902, 902, 3, 2, 4, false, 1001, '[{"adjustmentSource":"X","type":"OTHER","description":"Goodwill","amount":-100}]',
    '[{"description":"VAT","taxRate":20}]', '2026-11-20 09:00:00'
),
(903, 903, 4, 1, 1, false, 5000, '[]', '[{"description":"VAT","taxRate":20}]', '2026-11-20 09:00:00'),
(904, 904, 4, 1, 1, false, 5000, '[]', '[{"description":"VAT","taxRate":20}]', '2026-11-20 09:00:00'),
(905, 905, 2, 1, 0, false, 980, '[]', '[{"description":"Tax","taxRate":10}]', '2026-11-20 09:00:00');

insert into shipping_line (
    id, "orderId", "shippingMethodId", "listPriceIncludesTax", "listPrice", adjustments, "taxLines"
)
values (900, 900, 1, true, 1500, '[]', '[{"description":"VAT","taxRate":5}]');

insert into order_modification (id, "orderId", note, "priceChange") values (1, 901, '', 1408);

insert into surcharge (id, "orderId", "orderModificationId", description, "listPriceIncludesTax", sku, "taxLines", "listPrice")
values (1, 901, 1, 'Gift wrap', false, '', '[{"description":"Tax","taxRate":10}]', 300);

insert into payment (id, "orderId", method, state, "transactionId", metadata, amount)
values
(900, 900, 'Card', 'Settled', 't900', '{}', 37034),
(901, 901, 'Card', 'Settled', 't901', '{}', 2486),
(902, 902, 'Card', 'Settled', 't902', '{}', 4685),
(903, 903, 'connected', 'Settled', 't903', '{}', 6000),
(904, 904, 'Card', 'Settled', 't904', '{}', 6000),
(905, 904, 'Card', 'Declined', 't905', '{}', 6000);

insert into refund (id, "paymentId", method, state, metadata, reason, items, shipping, adjustment, total)
values
(1, 901, 'Card', 'Settled', '{}', 'late', 1078, 0, 0, 1078),
(2, 902, 'Card', 'Settled', '{}', 'too small', 2343, 0, 0, 2343),
(3, 902, 'Card', 'Failed', '{}', '', 0, 0, 0, 50);

insert into fulfillment (id, state, method, "handlerCode") values (902, 'Delivered', 'DHL', 'manual');

insert into order_fulfillments_fulfillment values (902, 902);

insert into order_line_reference (id, discriminator, "orderLineId", quantity, "fulfillmentId")
values (900, 'FulfillmentLine', 902, 4, 902);

insert into order_line_reference (id, discriminator, "orderLineId", quantity, "refundId", "modificationId")
values
(901, 'RefundLine', 901, 1, 1, null),
(902, 'RefundLine', 902, 2, 2, null),
(903, 'RefundLine', 902, 1, 3, null),
(904, 'OrderModificationLine', 901, 1, null, 1);

insert into stock_movement (id, type, discriminator, quantity, "stockLocationId", "productVariantId", "orderLineId")
values (902, 'CANCELLATION', 'Cancellation', 2, 1, 3, 902);
