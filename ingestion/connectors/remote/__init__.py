"""Files on other machines: copied beside those that arrive by themselves."""
