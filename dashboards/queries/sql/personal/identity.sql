-- What is personal of a customer.
select full_name, organisation_name, email, phone, street, postal_code, city, country_code
from customer_identity
where customer_key = cast($customer as varchar)
