"""Which pairs of records are compared at all: keys found under a budget of pairs."""
