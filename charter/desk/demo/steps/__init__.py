"""The demonstration's steps, one module a noun; each gathers what its people do and when."""
