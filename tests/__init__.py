"""The tests, in the order of the house: one folder an app, and those that hold the whole."""
