"""The editions: each takes the finished text to a finished file; none knows of another."""
