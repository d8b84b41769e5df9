-- Tables of a Vendure 3.7.3 as its server makes them in PostgreSQL, as far as they are read; keys and indexes left out.
create table "address" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    "fullName" varchar default '' not null,
    company varchar default '' not null,
    "streetLine1" varchar not null,
    "streetLine2" varchar default '' not null,
    city varchar default '' not null,
    province varchar default '' not null,
    "postalCode" varchar default '' not null,
    "phoneNumber" varchar default '' not null,
    "defaultShippingAddress" boolean default false not null,
    "defaultBillingAddress" boolean default false not null,
    id integer not null,
    "customerId" integer,
    "countryId" integer
);
create table "channel" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    code varchar not null,
    token varchar not null,
    description varchar default '',
    "defaultLanguageCode" varchar not null,
    "availableLanguageCodes" text,
    "defaultCurrencyCode" varchar not null,
    "availableCurrencyCodes" text,
    "trackInventory" boolean default true not null,
    "outOfStockThreshold" integer default 0 not null,
    "pricesIncludeTax" boolean not null,
    id integer not null,
    "sellerId" integer,
    "defaultTaxZoneId" integer,
    "defaultShippingZoneId" integer
);
create table "customer" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    "deletedAt" timestamp,
    title varchar,
    "firstName" varchar not null,
    "lastName" varchar not null,
    "phoneNumber" varchar,
    "emailAddress" varchar not null,
    id integer not null,
    "userId" integer
);
create table "facet" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    "isPrivate" boolean default false not null,
    code varchar not null,
    id integer not null
);
create table "facet_value" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    code varchar not null,
    id integer not null,
    "facetId" integer not null
);
create table "facet_value_translation" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    "languageCode" varchar not null,
    name varchar not null,
    id integer not null,
    "baseId" integer
);
create table "fulfillment" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    state varchar not null,
    "trackingCode" varchar default '' not null,
    method varchar not null,
    "handlerCode" varchar not null,
    id integer not null
);
create table "global_settings" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    "availableLanguages" text not null,
    "trackInventory" boolean default true not null,
    "outOfStockThreshold" integer default 0 not null,
    id integer not null
);
create table "history_entry" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    type varchar not null,
    "isPublic" boolean not null,
    data text not null,
    id integer not null,
    discriminator varchar not null,
    "administratorId" integer,
    "customerId" integer,
    "orderId" integer
);
create table "order_fulfillments_fulfillment" (
    "orderId" integer not null,
    "fulfillmentId" integer not null
);
create table "order_line" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    quantity integer not null,
    "orderPlacedQuantity" integer default 0 not null,
    "listPriceIncludesTax" boolean not null,
    adjustments text not null,
    "taxLines" text not null,
    id integer not null,
    "sellerChannelId" integer,
    "shippingLineId" integer,
    "productVariantId" integer not null,
    "taxCategoryId" integer,
    "initialListPrice" integer,
    "listPrice" integer not null,
    "featuredAssetId" integer,
    "orderId" integer
);
create table "order_line_reference" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    quantity integer not null,
    id integer not null,
    "fulfillmentId" integer,
    "modificationId" integer,
    "orderLineId" integer not null,
    "refundId" integer,
    discriminator varchar not null
);
create table "order_modification" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    note varchar not null,
    "shippingAddressChange" text,
    "billingAddressChange" text,
    id integer not null,
    "priceChange" integer not null,
    "orderId" integer,
    "paymentId" integer,
    "refundId" integer
);
create table "order" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    type varchar default 'Regular' not null,
    code varchar not null,
    state varchar not null,
    active boolean default true not null,
    "orderPlacedAt" timestamp,
    "couponCodes" text not null,
    "shippingAddress" text not null,
    "billingAddress" text not null,
    "currencyCode" varchar not null,
    id integer not null,
    "aggregateOrderId" integer,
    "customerId" integer,
    "taxZoneId" integer,
    "subTotal" integer not null,
    "subTotalWithTax" integer not null,
    shipping integer default 0 not null,
    "shippingWithTax" integer default 0 not null
);
create table "payment" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    method varchar not null,
    state varchar not null,
    "errorMessage" varchar,
    "transactionId" varchar,
    metadata text not null,
    id integer not null,
    amount integer not null,
    "orderId" integer
);
create table "product" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    "deletedAt" timestamp,
    enabled boolean default true not null,
    id integer not null,
    "featuredAssetId" integer
);
create table "product_facet_values_facet_value" (
    "productId" integer not null,
    "facetValueId" integer not null
);
create table "product_option" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    "deletedAt" timestamp,
    code varchar not null,
    id integer not null,
    "groupId" integer not null
);
create table "product_option_group" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    "deletedAt" timestamp,
    code varchar not null,
    id integer not null
);
create table "product_option_translation" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    "languageCode" varchar not null,
    name varchar not null,
    id integer not null,
    "baseId" integer
);
create table "product_translation" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    "languageCode" varchar not null,
    name varchar not null,
    slug varchar not null,
    description text not null,
    id integer not null,
    "baseId" integer
);
create table "product_variant" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    "deletedAt" timestamp,
    enabled boolean default true not null,
    sku varchar not null,
    "outOfStockThreshold" integer default 0 not null,
    "useGlobalOutOfStockThreshold" boolean default true not null,
    "trackInventory" varchar default 'INHERIT' not null,
    id integer not null,
    "featuredAssetId" integer,
    "taxCategoryId" integer,
    "productId" integer
);
create table "product_variant_options_product_option" (
    "productVariantId" integer not null,
    "productOptionId" integer not null
);
create table "product_variant_price" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    "currencyCode" varchar not null,
    id integer not null,
    "channelId" integer,
    price integer not null,
    "variantId" integer
);
create table "product_variant_translation" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    "languageCode" varchar not null,
    name varchar not null,
    id integer not null,
    "baseId" integer
);
create table "promotion" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    "deletedAt" timestamp,
    "startsAt" timestamp,
    "endsAt" timestamp,
    "couponCode" varchar,
    "perCustomerUsageLimit" integer,
    "usageLimit" integer,
    enabled boolean not null,
    conditions text not null,
    actions text not null,
    "priorityScore" integer not null,
    id integer not null
);
create table "refund" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    method varchar not null,
    reason varchar,
    state varchar not null,
    "transactionId" varchar,
    metadata text not null,
    id integer not null,
    "paymentId" integer not null,
    items integer not null,
    shipping integer not null,
    adjustment integer not null,
    total integer not null
);
create table "region" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    code varchar not null,
    type varchar not null,
    enabled boolean not null,
    id integer not null,
    "parentId" integer,
    discriminator varchar not null
);
create table "shipping_line" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    "listPriceIncludesTax" boolean not null,
    adjustments text not null,
    "taxLines" text not null,
    id integer not null,
    "shippingMethodId" integer not null,
    "listPrice" integer not null,
    "orderId" integer
);
create table "shipping_method" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    "deletedAt" timestamp,
    code varchar not null,
    checker text not null,
    calculator text not null,
    "fulfillmentHandlerCode" varchar not null,
    id integer not null
);
create table "stock_level" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    "stockOnHand" integer not null,
    "stockAllocated" integer not null,
    id integer not null,
    "productVariantId" integer not null,
    "stockLocationId" integer not null
);
create table "stock_location" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    name varchar not null,
    description varchar not null,
    id integer not null
);
create table "stock_movement" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    type varchar not null,
    quantity integer not null,
    id integer not null,
    "stockLocationId" integer not null,
    discriminator varchar not null,
    "productVariantId" integer,
    "orderLineId" integer
);
create table "surcharge" (
    "createdAt" timestamp default now() not null,
    "updatedAt" timestamp default now() not null,
    description varchar not null,
    "listPriceIncludesTax" boolean not null,
    sku varchar not null,
    "taxLines" text not null,
    id integer not null,
    "listPrice" integer not null,
    "orderId" integer,
    "orderModificationId" integer
);
