"""Every write of the applicant's side, one module a noun."""
