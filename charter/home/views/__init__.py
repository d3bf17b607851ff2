"""The root's own pages: public home, programme pages, landing, probes and the demonstration's sign-in."""
