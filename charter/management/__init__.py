"""What may be done from the command line?"""
