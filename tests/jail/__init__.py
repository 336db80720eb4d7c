"""Tests of the jail."""
