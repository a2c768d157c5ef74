"""Text and its language in, index terms and the fields they stand in out."""
