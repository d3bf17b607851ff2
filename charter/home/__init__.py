"""The public home and the landing after sign-in; root, imported by nothing."""
