"""Find the array library in the arguments: NumPy in, NumPy out; JAX in, JAX out.

History is read with NumPy, the simulation runs in JAX, and both must mean the same by a measure.  The
functions of this package therefore never import an array library of their own: they ask their arguments for
it, as the array-API standard provides.
"""

from __future__ import annotations

from typing import Any

__all__ = ["Array", "Scalar", "logistic", "namespace", "off_diagonal", "safe_log"]

Array = Any
"""A NumPy or JAX array: the functions here never ask which."""

Scalar = Any
"""A float, or an array of parameter draws that broadcasts."""


def namespace(*arrays: Array) -> Any:
    """The array library of the arguments; JAX wins over NumPy, plain numbers count as NumPy.

    Args:
        arrays: Arrays or plain numbers.

    Returns:
        The module, ``numpy`` or ``jax.numpy``.

    >>> import numpy as np
    >>> namespace(np.zeros(2), 1.0).__name__
    'numpy'
    """
    for array in arrays:
        if hasattr(array, "__array_namespace__"):
            found = array.__array_namespace__()
            if found.__name__ != "numpy":
                return found
    import numpy as np

    return np


def logistic(odds: Array) -> Array:
    """Probability with these log-odds, ``1 / (1 + exp(-odds))``, without overflow at either end.

    >>> float(logistic(0.0)), float(logistic(1e4)), float(logistic(-1e4))
    (0.5, 1.0, 0.0)
    """
    xp = namespace(odds)
    return 0.5 * (1.0 + xp.tanh(0.5 * odds))


def safe_log(values: Array) -> Array:
    """Log where positive, 0 elsewhere, with a finite gradient everywhere: for use under a ``where``."""
    xp = namespace(values)
    return xp.log(xp.where(values > 0, values, 1.0))


def off_diagonal(matrix: Array) -> Array:
    """The matrix with its diagonal set to zero: no state threatens or helps itself.

    Multiplying by zero would keep a NaN; a ``where`` does not.
    """
    xp = namespace(matrix)
    return xp.where(xp.eye(matrix.shape[-1], dtype=bool), 0.0, matrix)
