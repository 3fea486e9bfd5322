"""Counterpoise: an open laboratory for the balance of power and the balance of threat."""

__version__ = "0.1.0"
