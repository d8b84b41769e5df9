"""From scored pairs to clusters that hold together."""
