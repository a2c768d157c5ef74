"""Read many pages in worker processes, with an account of each."""
