"""The applicant’s side: the values signed, evidence, sending."""
