"""Records, links and pipelines of a HubSpot account, asked for page by page."""
