"""Dated forecasts that score themselves: written down before the fact, sealed, and settled by the panel."""
