"""The panel's pages, one module a noun."""
