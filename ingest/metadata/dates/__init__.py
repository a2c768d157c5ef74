"""Find when a page was published and modified."""
