"""Every word of the pages in English, Chinese and Arabic, and how each language writes numbers and dates.

Belongs here: texts (`en*.toml`, `zh*.toml`, `ar*.toml`) and formats. Not here: names that stand in the data, such as
suppliers and products.
"""

from dashboards.catalogue.formats import Formats
from dashboards.catalogue.words import LANGUAGES, Catalogue, language_of, load_catalogue

__all__ = ["LANGUAGES", "Catalogue", "Formats", "language_of", "load_catalogue"]
