select 'firm need' as what, sku as fabric, null as week_start_date, sum(needed_qty) as qty
from marts.mart_planning__material_peg
where is_firm
group by sku
union all
select
    'promised' as what, case when is_material then 'fabrics' else 'goods' end as fabric, week_start_date,
    sum(committed_qty) as qty
from marts.mart_planning__supplier_requirement
where week_number > 1 and committed_qty > 0
group by is_material, week_start_date
