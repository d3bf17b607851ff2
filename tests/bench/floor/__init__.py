"""What is the least a real page can be? One table, three views and a loop, behind the product's own server."""
