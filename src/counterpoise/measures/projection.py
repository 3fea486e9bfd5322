"""Power projection: strength is lost with distance, and bases give some of it back.

Boulding's loss-of-strength gradient makes a state's power depend on *where* it is counted.  Hosts shorten the
way, but each carries only what fits on it: forces are allocated over home and hosts up to their capacity, so
the first base does not move the whole force (an earlier form let it, and one host was then worth all of
them).

Rows are sources (states or hosts), columns are targets.  Distances in km; forces in any unit of capability.

Sources: Boulding (1962) *Conflict and Defense*, ch. 12 (gradient); Lemke (2002) *Regions of War and Peace*
(power counted at the place); Markowitz and Fariss (2018) *Journal of Peace Research* 55(1) (the price of
distance has fallen); Posen (2003) *International Security* 28(1) (bases and command of the commons).
"""

from __future__ import annotations

from counterpoise.measures._namespace import Array, Scalar, namespace

__all__ = [
    "EARTH_RADIUS_KM",
    "access_gate",
    "allocate",
    "effective_distance",
    "great_circle_km",
    "loss_of_strength",
    "open_share",
    "projected_power",
]

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (Moritz 2000, Geodetic Reference System 1980)."""


def great_circle_km(lat_a: Array, lng_a: Array, lat_b: Array, lng_b: Array) -> Array:
    """Shortest way over the surface between two points, by the haversine formula.

    ``d = 2 R arcsin(sqrt(h))`` with ``h = sin²(Δlat/2) + cos(lat_a) cos(lat_b) sin²(Δlng/2)``.

    Args:
        lat_a: Latitude of the first points, degrees north; any shapes that broadcast.
        lng_a: Longitude of the first points, degrees east.
        lat_b: Latitude of the second points.
        lng_b: Longitude of the second points.

    Returns:
        Distance in km, 0 to half the circumference (20,015 km).

    >>> round(float(great_circle_km(0.0, 0.0, 0.0, 90.0)))  # a quarter of the equator
    10008
    """
    xp = namespace(lat_a, lng_a, lat_b, lng_b)
    radian = xp.pi / 180.0
    north, east = 0.5 * radian * (lat_b - lat_a), 0.5 * radian * (lng_b - lng_a)
    parallel = xp.cos(radian * lat_a) * xp.cos(radian * lat_b)
    h = xp.clip(xp.sin(north) ** 2 + parallel * xp.sin(east) ** 2, 0.0, 1.0)
    apart = h > 0  # the root has no slope at zero: keep the gradient finite
    half = xp.arctan2(xp.sqrt(xp.where(apart, h, 1.0)), xp.sqrt(xp.where(h < 1, 1.0 - h, 0.0) + _TINY))
    return 2.0 * EARTH_RADIUS_KM * xp.where(apart, half, 0.0)


def loss_of_strength(distance_km: Array, d0: Scalar, theta: Scalar) -> Array:
    """Share of a force that counts at a distance: ``(1 + d / d0)**-theta``.

    A power law, not an exponential: on two centuries of disputes the power form wins by 94 log units.  The
    slope that fits the *onset* of disputes (d0 50-100 km, theta above 1.5) must not be used for projection:
    it would leave .2 % of American power at Taipei.  d0 = 500 km with theta near .45 keeps a quarter at
    10,000 km.

    Args:
        distance_km: Distance, 0 or more, any shape.
        d0: Distance at which the loss begins to bite, km, above 0.
        theta: Exponent, 0 (no loss) or more.

    Returns:
        Share in (0, 1], 1 at no distance, never rising with distance.

    >>> round(float(loss_of_strength(10_000.0, 500.0, 0.45)), 3)
    0.254
    """
    return (1.0 + distance_km / d0) ** (-theta)


def allocate(force: Array, capacity: Array, share_abroad: Scalar) -> Array:
    """Divide a force among home and hosts: abroad what may go abroad, on each host no more than fits.

    ``f_h = capacity_h * min(1, share_abroad * force / sum(capacity))`` and home keeps the rest.  A host that
    closes (capacity 0) passes its part to the others as far as they have room, then home.  Nothing is lost:
    the allocation sums to the force.

    Args:
        force: Whole force ``[...]``, 0 or more.
        capacity: What each host abroad can carry, in units of force ``[..., host]``; 0 where it is closed.
        share_abroad: Largest share of the force that may leave home, 0 to 1.

    Returns:
        ``[..., 1 + host]``, home first, in units of force.

    >>> import numpy as np
    >>> allocate(np.array(100.0), np.array([10.0, 30.0]), 0.2).tolist()
    [80.0, 5.0, 15.0]
    >>> allocate(np.array(100.0), np.array([10.0, 0.0]), 0.2).tolist()  # the second host closed
    [90.0, 10.0, 0.0]
    """
    xp = namespace(force, capacity, share_abroad)
    room = xp.sum(capacity, axis=-1)
    wanted = share_abroad * force
    enough = room > wanted
    filled = xp.where(enough, wanted / xp.where(enough, room, 1.0), 1.0)
    abroad = capacity * filled[..., None]
    home = force - xp.sum(abroad, axis=-1)
    return xp.concatenate([home[..., None], abroad], axis=-1)


def open_share(openness: Array, capacity: Array, decay: Array) -> Array:
    """Share A of the site capacity near a target that is open, nearer sites counting by the square of reach.

    ``A_i = sum_h capacity_h decay[h, i]² open_h / sum_h capacity_h decay[h, i]²``.

    Args:
        openness: Probability (or 0/1) that each host lets the force fight from its soil ``[..., host]``.
        capacity: What each host can carry ``[..., host]``.
        decay: Share of strength that arrives from host at target ``[..., host, target]``.

    Returns:
        ``[..., target]`` in [0, 1]; 0 where there is no site at all.

    >>> import numpy as np
    >>> open_share(np.array([1.0, 0.0]), np.array([3.0, 1.0]), np.ones((2, 1))).tolist()
    [0.75]
    """
    xp = namespace(openness, capacity, decay)
    near = capacity[..., :, None] * decay**2
    whole = xp.sum(near, axis=-2)
    part = xp.sum(near * openness[..., :, None], axis=-2)
    return xp.where(whole > 0, part / xp.where(whole > 0, whole, 1.0), 0.0)


def access_gate(open_share: Array, q0: Scalar) -> Array:
    """Share of the home-based force that can act, given access near the fight: ``q0 + (1 - q0) A``.

    Without the gate bases hardly matter, because most of the patron's force is counted from home.

    Args:
        open_share: Share A of nearby site capacity that is open, 0 to 1, any shape.
        q0: Share of the force that needs no port or airfield nearby, 0 to 1.

    Returns:
        Factor between q0 (all closed) and 1 (all open).

    >>> float(access_gate(0.0, 0.25)), float(access_gate(1.0, 0.25))
    (0.25, 1.0)
    """
    return q0 + (1.0 - q0) * open_share


def projected_power(force_by_host: Array, decay: Array, gate: Array) -> Array:
    """Power that arrives at each target: ``P[i] = sum_h f_h gate[h, i] decay[h, i]``.

    Args:
        force_by_host: Force at home and at each host ``[..., host]``, from :func:`allocate`.
        decay: Share of strength that arrives, ``[..., host, target]``, from :func:`loss_of_strength`.
        gate: Share that can act; anything that broadcasts to ``[..., host, target]``: a number, one value per
            target ``[target]``, or one per host ``[host, 1]``.

    Returns:
        ``[..., target]`` in units of the force, never more than the whole force.

    >>> import numpy as np
    >>> projected_power(np.array([80.0, 20.0]), np.array([[0.25], [1.0]]), np.array([[0.5], [1.0]])).tolist()
    [30.0]
    """
    xp = namespace(force_by_host, decay, gate)
    return xp.sum(force_by_host[..., :, None] * gate * decay, axis=-2)


def effective_distance(to_host: Array, to_target: Array) -> Array:
    """Shortest way to a target over any one host, ``D[j, i] = min_h (a[j, h] + b[h, i])`` (min-plus).

    A description of geography (how near a chain of hosts brings a state), not of force: it says nothing about
    how much a host can carry.  Give the source itself as a host at distance 0 to keep the direct way open,
    and infinity to a host that is closed.

    Args:
        to_host: Cost of being at a host, km of equivalent effort ``[..., source, host]``; 0 where stationed.
        to_target: Distance from host to target, km ``[..., host, target]``.

    Returns:
        Distance in km ``[..., source, target]``.

    >>> import numpy as np
    >>> effective_distance(np.array([[0.0, 50.0]]), np.array([[9000.0], [600.0]])).tolist()
    [[650.0]]
    """
    xp = namespace(to_host, to_target)
    return xp.min(to_host[..., :, :, None] + to_target[..., None, :, :], axis=-2)


_TINY = 1e-30
"""Keeps the root of zero differentiable at the antipode; below any distance that float32 can tell apart."""
