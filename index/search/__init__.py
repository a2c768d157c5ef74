"""The tree and what an engine ranked in, hits with their passages and marks out."""
