"""Say which blocks belong to the article and which the site puts around its articles."""
