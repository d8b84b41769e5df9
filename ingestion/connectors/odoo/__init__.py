"""The two APIs of an Odoo server, and the form in which their values are landed."""
