"""Figures of the monitor."""
