"""Say where pages come from, and give their bytes."""
