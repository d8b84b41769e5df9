-- Where the company itself cut the joint between shop and ERP. An order that never reached the ERP has no article there
-- that could be unknown.
select kind, count(*) as item_count
from truth.joints
where
    kind = 'order_typed_by_hand'
    or (
        kind = 'sku_unmapped_in_erp'
        and document_number not in (
            select missing.document_number from truth.joints as missing
            where missing.kind = 'order_missing_in_erp'
        )
    )
group by kind
