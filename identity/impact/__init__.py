"""What a decision would change in every figure per customer, product or supplier, before it is taken."""
