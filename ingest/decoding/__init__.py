"""Turn the bytes of a page into text."""
