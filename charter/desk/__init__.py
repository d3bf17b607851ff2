"""Pages that span the whole journey, and the demonstration world."""
