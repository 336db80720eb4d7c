"""Triage: from a device image to findings, gaps and a report."""
