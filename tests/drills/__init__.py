"""What survives when things are killed on purpose? Run by ``make drills``; loopback only, bounded, and tidy."""
