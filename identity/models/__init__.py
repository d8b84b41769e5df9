"""Models that are kept: trained on purpose, used by every run until another one is approved."""
