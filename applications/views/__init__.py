"""The applicant's side over HTTP, one module a noun."""
