"""The Charter's own pages, one module a noun."""
