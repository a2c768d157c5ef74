"""Say which elements of a page hold its article."""
