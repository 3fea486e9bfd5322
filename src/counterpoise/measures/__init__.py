"""Measures: what is meant by power, projection, threat, protection, alignment, burden and polarity.

Pure functions of plain arrays.  The same function reads history (NumPy) and the simulation (JAX), so that
the two cannot come to mean different things by a word.  Parameters are arguments; the few constants have a
name and a reason.
"""
