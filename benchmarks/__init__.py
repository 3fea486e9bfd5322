"""Measurements of the engine, and the plain reference that it is measured against."""
