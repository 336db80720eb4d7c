"""Telling of alerts: at least once, under one id and revision, and on record when it was done."""
