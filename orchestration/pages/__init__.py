"""The generated pages of `docs/reference`, written by `make docs`."""
