"""Find who wrote a page."""
