"""Every write of the panel's side, one module a noun."""
