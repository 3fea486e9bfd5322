"""Equations estimated on history: each file is one equation, its sample, its scores on years not seen.

The equations call the same pure functions as the simulation (:mod:`counterpoise.measures.hazard`), so that
what is estimated is what is run.  ``counterpoise fit`` repeats every estimate; the draws ship with the
package.
"""
