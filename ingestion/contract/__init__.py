"""What a source promises: its contracts, read into small typed objects."""
