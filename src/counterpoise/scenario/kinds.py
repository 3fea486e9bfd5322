"""The kinds of shock that a scenario may speak of, and what each must say to move the model."""

from __future__ import annotations

__all__ = ["MOVING", "ON_RECORD", "SHOCKS"]

MOVING: dict[str, tuple[str, ...]] = {
    "arms": ("target", "size"),
    "bargain": (),
    "base_closed": ("target",),
    "base_opened": ("target",),
    "blockade": ("target",),
    "breakthrough": ("target", "size"),
    "coercion": ("target",),
    "crisis_elsewhere": ("size",),
    "disowned": ("target",),
    "doubt": ("size",),
    "extraction": ("target", "size"),
    "forces": ("target", "size"),
    "green_retreat": ("size",),
    "leader": ("target", "orientation"),
    "loss": ("target",),
    "nuclear": ("target",),
    "openness": ("size",),
    "pact_joined": ("target", "pact"),
    "pact_left": ("target", "pact"),
    "purge": ("size",),
    "reassurance": ("target",),
    "recovery": ("target", "size"),
    "regime": ("target", "size"),
    "retaliation": ("target", "size"),
    "science_cuts": ("size",),
    "slump": ("target", "size"),
    "tariff": ("target", "size"),
    "tariff_sector": ("target", "size", "part"),
    "test": ("target",),
    "tie": ("target", "size"),
}
"""Kinds of shock that move the model, and what each must say to do so.

- ``arms`` given to the target, ``size`` in million dollars; ``forces`` of the patron moved to the target's soil,
  ``size`` in persons; ``base_closed`` and ``base_opened``, whether the target lets the patron fight from there.
- ``tariff`` and ``tariff_sector`` of the patron on the target, per cent; ``slump`` and ``recovery``, per cent of the
  target's output lost or gained; ``blockade``, the days for which the challenger closes the target's sea lanes.
- ``retaliation``, per cent on the patron's goods by the target, on all of them or on a ``part``; ``pact_joined`` and
  ``pact_left``, the trade agreement called ``pact`` that the target enters or leaves; ``extraction``, per cent by
  which the patron makes a friend raise its military spending.
- ``breakthrough``, per cent of technology that the target gains; ``science_cuts``, ``openness`` and
  ``green_retreat``, per cent by which the patron cuts public research, turns foreign talent away, gives up green
  industry.
- ``leader``, who takes office and where he stands; ``regime``, the target's polyarchy; ``purge``, 0 to 1.
- ``doubt`` about the patron's will, ``size`` in logits; ``bargain`` with the challenger; ``disowned``, a friend;
  ``reassurance`` by a visit; ``crisis_elsewhere``, 1 for a full second one.
- ``coercion`` of the target by the challenger, short of force.
- ``test``, a dispute by which the challenger tests the patron's word; ``loss`` of the target; ``nuclear`` weapons of
  its own; ``tie`` between target and ``partner`` (the patron unless said otherwise), ``size`` the rung from 0 to 4.
"""

ON_RECORD = (
    "court", "crisis", "election", "export_control", "leak", "partnership", "summit",
    "tariff_announced", "technology_pact", "treaty", "truce",
)  # fmt: skip
"""Kinds of shock that are shown and score an edition, and move nothing by themselves."""

SHOCKS = tuple(sorted((*MOVING, *ON_RECORD)))
"""All kinds of shock.  One of a moving kind that does not say all it must is on record only."""
