"""Tests of the checks of what the author wrote."""
