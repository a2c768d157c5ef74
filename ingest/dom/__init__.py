"""Show a page as lxml sees it; this is the only door into lxml."""
