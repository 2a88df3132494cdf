"""A dashboard as a PDF (docs/adr/0023)."""
