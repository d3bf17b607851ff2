"""Every write of the Charter itself: one verb, one function, one module a noun."""
