"""What do pages and other apps ask about awards?"""
