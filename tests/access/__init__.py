"""Who may enter where, and what may nobody see?"""
