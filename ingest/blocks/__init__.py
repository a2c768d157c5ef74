"""Say what stands in the article, in order."""
