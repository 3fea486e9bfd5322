"""Families of columns, one file each; ``counterpoise.units.registry`` lists them."""
