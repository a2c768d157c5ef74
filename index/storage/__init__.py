"""What is kept for good: articles, where they came from, and each ingest, in one SQLite file."""
