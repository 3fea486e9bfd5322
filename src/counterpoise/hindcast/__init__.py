"""Hindcasts anyone can watch: the forecast a year would have made, what happened, and the score."""
