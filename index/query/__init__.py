"""What a person typed in, the tree of index terms that an engine evaluates out."""
