select category_name, attribute_value, market_code, ordered_qty, returned_qty
from marts.mart_sales__style_attribute
where attribute_type = 'size'
