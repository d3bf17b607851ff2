"""Which pages have awards? Public ones, the holder's, and the staff's."""
