"""Tests of the print shop."""
