"""Machinery without domain: the only place that talks to frameworks behind the rooms."""
