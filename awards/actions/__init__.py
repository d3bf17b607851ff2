"""Every write of awards, one module a noun: awarding, certificates, releasing, revoking."""
