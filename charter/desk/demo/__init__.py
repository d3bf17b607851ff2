"""The demonstration world: who is in it, what they did and the documents they sent."""
