"""The index as columns of numbers: segments of articles, how they are made, read, merged and ranked."""
