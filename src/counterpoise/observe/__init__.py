"""The only bridge by which history enters the simulation: panel and scenario in, a ready Case out."""
