"""What do pages and other apps ask about the panel's side? One module a noun."""
