"""Courses, sessions, bookings and attendance."""
