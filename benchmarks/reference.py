"""The simulated year in plain NumPy: float64, one function after another, nothing compiled.

A second implementation, written from the formulas in the docstrings of :mod:`counterpoise.mechanisms` and
:mod:`counterpoise.measures`.  It calls neither those nor JAX, and it shares only the addressed noise, so that a
slip in one of the two shows as a difference (``tests/test_reference.py``).  It is also what the engine is timed
against, and the shortest way to read the whole model at once.

Arrays lead with the axis ``member``: ``[m, state]``, ``[m, source, target]``.  Scalars per member are ``[m, 1]``;
``pair`` makes them ``[m, 1, 1]``.  The only loop is over years.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from benchmarks.plain import each_of, flat, plain
from benchmarks.reference_odds import NEVER, hazards, ladder, logistic, logit, outside, pair, win
from benchmarks.reference_society import (
    coerced,
    loss,
    peopled,
    rested,
    riding,
    spared,
    springboard,
    started,
    traded,
)
from counterpoise.noise import code_of, quantise, standard_normal_quantile, uniform

__all__ = ["futures"]


def futures(case: Any, model: Any, switches: dict[str, float], seed: int) -> dict[str, np.ndarray]:
    """All futures of a Case: fields of World and Reading and events by name, axes (member, year, ...).

    Args:
        case: Scenario with ``setting``, ``world`` and ``forcing``.
        model: Parameters with a leading axis of members.
        switches: Every claim to its switch.
        seed: Of the run.
    """
    s, first, forcing = plain(case.setting), plain(case.world), plain(case.forcing)
    p = plain(model)
    members = p.arming.rates.shape[0]
    for mechanism in vars(p).values():
        for name, value in vars(mechanism).items():
            setattr(mechanism, name, value[:, None] if value.ndim == 1 else value)
    world = each_of(first, lambda x: np.broadcast_to(x[None], (members, *x.shape)))
    for name in ("doubt", "distraction", "expertise", "purge"):
        setattr(world, name, getattr(world, name)[:, None])
    decay = SimpleNamespace(
        **{
            name: (1.0 + km[None] / pair(p.forces.scale)) ** -pair(p.forces.gradient)
            for name, km in (
                ("state", s.mindist),
                ("point", s.point_km),
                ("host", s.host_km),
                ("site", s.host_point_km),
            )
        }
    )
    years = [each_of(forcing, lambda x, t=t: x[t]) for t in range(len(forcing.year))]
    start = reading(world, p, decay, s, years[0], switches, None)
    member = np.arange(members, dtype=np.uint32)[:, None]
    lasting = {
        name: _normal(seed, member, 0, name, s.code) for name in ("growth drift", "burden trend", "births")
    }
    rows = []
    for now in years:
        r = reading(world, p, decay, s, now, switches, start)
        after, events = step(world, r, start, p, s, now, switches, seed, member, lasting)
        rows.append({**flat(world), **vars(r), **events})
        world = after
    return {name: np.stack([np.asarray(row[name]) for row in rows], axis=1) for name in rows[0]}


def reading(w: Any, p: Any, decay: Any, s: Any, now: Any, on: dict[str, float], start: Any) -> Any:
    """What the measures say of a World: power, threat, fear, commitment, help, protection, balance."""
    c, u = s.challenger, s.patron
    fallen = on["S7"] * 0.999 * w.lost
    capability = (
        (1.0 - fallen)
        * np.exp(w.stock + p.arming.rates * s.rates)
        * np.exp(
            on["C3"] * p.demography.recruits * (now.recruits + w.young)
            + on["C1"] * p.technology.weight * (w.quality - s.technology)
        )
    )
    bought = np.exp(w.burden + w.output - w.stock)
    regime = s.polyarchy + on["C8"] * (w.polyarchy - s.polyarchy)
    near = abs(regime - regime[:, [c]]) - abs(regime - regime[:, [u]])
    near = near - abs(s.polyarchy - s.polyarchy[c]) + abs(s.polyarchy - s.polyarchy[u])
    near[:, [c, u]] = 0.0
    short = -on["C7"] * w.expertise
    output = np.exp(w.output + s.rates)
    share = output / (output.sum(1, keepdims=True) + np.exp(now.rest_output))
    odds, bare = hazards(w, share, regime, p, s, on)
    arriving = springboard(decay.state, fallen, c) * capability[:, :, None]
    latent = (
        bare
        * win(arriving, capability[:, None, :], pair(p.threat.decisiveness))
        * loss(w, p, s, on)[:, None, :]
    )
    latent = latent * (1.0 - np.eye(len(s.code)))
    seen = s.menace * np.exp(on["C2"] * p.leaders.other * (w.orientation - s.incumbent))[:, None, :]
    seen[:, c] = s.menace[c]
    own_fear = (seen * latent).sum(1)
    rho = (
        pair(p.linkage.near) * np.exp(-s.mindist / pair(p.linkage.scale))
        + pair(p.linkage.declared) * s.interest
    )
    rho = rho * (1.0 - np.eye(len(s.code)))
    fear = own_fear + on["S7"] * (rho * own_fear[:, None, :]).sum(2)
    fear = fear + p.linkage.blockade * (fallen @ s.lanes.T)
    if start is not None:
        fear = start.fear + on["S3"] * (fear - start.fear)
    alarm = np.log1p(fear / p.threat.reference)
    lead = (
        w.burden[:, [u]]
        - s.observed_burden[u]
        - on["C9"] * w.distraction
        - on["C5"] * np.maximum(w.doubt, 0.0)
        - p.burden.diplomacy * short
    )
    counsel = on["S6"] * p.instruments.council * s.minilateral[u]
    willing = logistic(p.burden.risk + counsel + p.burden.lead * lead + p.burden.stake * alarm)
    willing = 1.0 + on["C4"] * (willing - 1.0)
    will = logistic(
        p.patronage.credit
        + p.patronage.rung * (w.depth[:, u] - 4.0)
        + p.patronage.unwritten * s.unwritten
        - on["C5"] * w.doubt
        - on["C9"] * p.patronage.elsewhere * w.distraction
        + on["C5"] * p.patronage.fair * (w.burden - s.observed_burden)
        + p.affinity.bond * near
        + on["C5"] * w.trust
    )
    will[:, u], will[:, c] = 1.0, 0.0
    will = will * (1.0 - fallen)
    kappa = will + on["C7"] * will * (1.0 - will) * np.tanh(w.misread)
    loyal = (
        p.forces.openness + p.forces.loyalty * (w.tie_patron - s.observed_patron)[:, s.host_state] + w.access
    )
    home = s.host_state == u
    opened = np.where(home, 1.0, on["S6"] * logistic(loyal) * willing[:, s.host_state])
    opened = opened * (1.0 - fallen)[:, s.host_state]

    def patron_at(arrive: np.ndarray) -> np.ndarray:
        near = s.host_capacity[:, None] * arrive**2
        gate = p.forces.gate + (1.0 - p.forces.gate) * (near * opened[:, :, None]).sum(1) / near.sum(1)
        acts = np.where(home[None, :, None], gate[:, None, :], opened[:, :, None])
        whole = capability[:, [u]] * np.maximum(1.0 - on["C9"] * p.forces.tied * w.distraction, 0.0)
        return whole * (s.host_share[:, None] * acts * arrive).sum(1)

    kept = np.minimum(logistic(w.tie_patron) / logistic(s.observed_patron), 2.0) * willing
    hub = w.depth[:, u]
    short_of = np.maximum(np.minimum(hub[:, :, None], hub[:, None, :]) - w.depth, 0.0)
    depth = w.depth + on["S6"] * pair(p.instruments.link) * s.trilateral * short_of
    promised = s.helper * pair(p.ties.promise) * (depth / 4.0) ** 2 * kept[:, :, None]
    help_ = kappa * patron_at(decay.host) + (promised * arriving).sum(1)
    spill_in = np.swapaxes(promised, 1, 2).copy()
    spill_in[:, :, u] = kappa
    spill_in[:, u, u] = 0.0
    menace = np.where(np.arange(len(s.code)) == c, 0.0, arriving[:, c])
    friendly = capability + help_
    protection = friendly / (friendly + menace)
    deeper = np.maximum(depth[:, :, [u]], depth @ s.at_stake)
    third = s.coalition * pair(p.ties.promise) * (deeper / 4.0) ** 2 * kept[:, :, None]
    force = capability[:, :, None] * springboard(decay.point, fallen, c)
    friends = ((s.own + third) * force).sum(1) + (kappa @ s.at_stake) * s.patron_share * patron_at(decay.site)
    ratio = friends / (s.rival * force).sum(1)
    return SimpleNamespace(
        capability=capability, renewed=bought / (1.0 - p.arming.depreciation + bought), regime=regime, likeness=near,
        short=short, will=will, fallen=fallen, umbrella=kappa * w.depth[:, u] / 4.0, dispute_odds=odds, latent=latent,
        overtaking=(w.output[:, c] - w.output[:, u])[:, None], fear=fear, alarm=alarm, leadership=lead,
        willing=willing, commitment=kappa, opened=opened, help=help_,
        menace=menace, protection=protection,
        pull=p.balancing.gain * alarm * (protection - p.balancing.neutral),
        riding=on["C4"] * riding(w.burden - s.observed_burden, spill_in, -p.burden.fit[:, [8]]),
        exposure=friendly / np.maximum(menace, 1e-3), balance=np.exp(np.log(ratio) @ s.membership),
    )  # fmt: skip


def step(
    w: Any, r: Any, start: Any, p: Any, s: Any, now: Any, on: dict[str, float], seed: int, member: Any, lasting: Any
) -> tuple[Any, dict[str, np.ndarray]]:  # fmt: skip
    """One year: the next World and what happened."""
    c, u, year, code = s.challenger, s.patron, int(now.year), s.code

    def one(name: str) -> np.ndarray:
        return np.asarray(uniform(seed, member, year, name))

    def each(name: str) -> np.ndarray:
        return np.asarray(uniform(seed, member, year, name, code[None]))

    def normal(name: str) -> np.ndarray:
        return _normal(seed, member, year, name, code)

    def student(name: str, degrees: np.ndarray) -> np.ndarray:
        radius = np.sqrt(degrees * (each(name).astype(float) ** (-2.0 / degrees) - 1.0))
        return radius * np.cos(2.0 * np.pi * each(f"{name}, angle").astype(float))

    # Output: projection, lasting deviation, common and own shocks; ageing taken out again; tariffs.
    fit, d = p.growth.fit, p.demography
    own = np.clip(fit[:, [7]] * student("growth shock", fit[:, [6]]), -0.25, 0.25)
    beyond = fit[:, [9]] * w.momentum + own
    common = fit[:, [8]] * standard_normal_quantile(one("growth common")).astype(float)
    growth = now.growth + fit[:, [10]] * lasting["growth drift"] + common + beyond
    weight = np.exp(w.output)
    even = (weight * now.growth).sum(1, keepdims=True) / weight.sum(1, keepdims=True)
    trade = traded(w, p, s, now, u)
    output = even + on["S1"] * (growth - even) - (1.0 - on["C3"]) * d.labour * now.labour
    people = peopled(w, p, s, now, on, lasting["births"])
    output = output + people.output - on["C6"] * trade.lost

    # Technology: the frontier is followed, controls slow and provoke, the patron cuts; the stock takes it up.
    q = p.technology
    gap = w.technology.max(1, keepdims=True) - w.technology
    follow = np.clip(q.fit[:, [0]] * gap + q.fit[:, [1]] * np.minimum(s.talent, 0.0), 0.0, gap)
    policy = np.zeros_like(follow)
    away = q.openness * w.levers[:, [1]]
    policy[:, [u]] = q.science * w.levers[:, [0]] + away
    policy[:, [c]] = (q.provoke - q.bite * follow[:, [c]]) * now.controls - q.returned * away
    lead = (1.0 - q.green) * (s.artificial[c] - s.artificial[u])
    lead = lead + q.green * (s.green_industry[c] - s.green_industry[u] - w.levers[:, [2]])
    lead = lead - (w.technology[:, [c]] - w.technology[:, [u]])
    level = follow + policy + q.steady * q.fit[:, [2]] * normal("technology")
    level[:, [c]] += s.fields_known[c] * s.fields_known[u] * q.fields * np.tanh(lead)
    ahead = (s.technology_pact * (w.technology[:, None, :] - w.technology[:, :, None])).max(2)
    level = level + on["S6"] * p.instruments.transfer * np.maximum(ahead, 0.0)
    quality = r.renewed * (w.technology - w.quality)
    levers = np.where(np.isfinite(now.levers), now.levers, (1.0 - q.restore) * w.levers)
    output = output + on["C1"] * q.yields * policy

    # Stock and burden.
    kept = 1.0 - p.arming.depreciation + np.exp(w.burden + w.output - w.stock)
    stock = np.exp(w.stock)
    together = np.log((stock * kept).sum(1, keepdims=True) / stock.sum(1, keepdims=True))
    arming = together + on["S1"] * (np.log(kept) - together)
    b = p.burden
    trend = b.trend * lasting["burden trend"]
    trend[:, c] = b.rise[:, 0]
    response = b.fit[:, [1]] * (r.alarm - start.alarm) + r.riding
    surprise = np.clip(b.fit[:, [14]] * student("burden", b.fit[:, [15]]), -0.5, 0.5)
    response = response + on["C4"] * rested(w, r, start, s, b)
    burden = trend + b.pace * response + b.fit[:, [13]] * (s.observed_burden - w.burden) + surprise
    burden = np.minimum(burden, np.maximum(np.log(0.76) - w.burden, 0.0))
    burden = burden - on["C3"] * d.crowding * people.aged

    # Ties to patron and challenger.
    k, free = p.balancing, np.ones(len(code))
    free[[c, u]] = 0.0
    despair = k.yielding * (
        r.alarm * np.maximum(k.neutral - r.protection, 0.0)
        - start.alarm * np.maximum(k.neutral - start.protection, 0.0)
    )
    bound = k.bond * (np.clip(w.depth[:, u] - 3.0, 0.0, 1.0) - s.allied)
    patron_gap = s.observed_patron + s.wish + on["S4"] * (r.pull - start.pull + bound) - w.tie_patron
    challenger_gap = s.observed_challenger - s.wish + on["S4"] * despair - w.tie_challenger
    lean = p.leaders.pace * p.leaders.weight * (w.orientation - s.incumbent) * free
    patron = free * (k.speed * patron_gap + k.drift * normal("stance, patron")) + on["C2"] * lean
    patron = patron - free * on["C6"] * p.trade.grievance * trade.borne * s.trade_patron / 0.1
    offers = p.trade.pull * (r.overtaking - start.overtaking + trade.nearer) + p.trade.wedge * trade.tariff
    challenger = free * (k.speed * challenger_gap + k.drift * normal("stance, challenger"))
    challenger = challenger + free * on["C6"] * offers * s.trade_challenger / 0.5
    glue = p.affinity.pace * p.affinity.glue * r.likeness
    patron, challenger = patron + glue, challenger - glue

    # Events, each at the address of its draw.
    others = ~np.eye(len(code), dtype=bool)
    climb, fall, pact = ladder(w, r, start, p, s, now, on)
    low, high = np.minimum(code[:, None], code[None]), np.maximum(code[:, None], code[None])
    tie = uniform(seed, member[:, :, None], year, "tie", low[None], high[None])
    dispute = uniform(seed, member[:, :, None], year, "dispute", code[None, :, None], code[None, None, :])
    regime = np.clip((r.regime * 4).astype(int), 0, 3)
    spent = (s.terms > 0) & (w.served >= s.terms)
    scheduled = np.where(now.election > 0, np.where(spent, -NEVER, logit(p.leaders.turnover)), NEVER)
    by_calendar = s.calendar > 0
    governing = w.orientation[:, [u]] - s.incumbent[u]
    ally, q, k = (w.depth[:, u] >= 3.0) & (w.lost < 0.5), p.patronage, p.capacity
    leaning, freed = on["C2"] * q.bent * governing, k.loose * r.short
    arms, visited = p.proliferation, w.depth[:, u] >= 2.0
    able = (s.threshold > 0) & (w.armed < 0.5) & (w.lost < 0.5)
    step_over = arms.urge + np.log(np.where(able, s.threshold, 1.0)) + arms.dread * (r.alarm - start.alarm)
    step_over = step_over - arms.shelter * (r.umbrella - start.umbrella)
    removed = logistic(np.take_along_axis(p.leaders.exits[:, 8:12], regime, 1))
    leaves = 1.0 - (1.0 - logistic(scheduled)) * (1.0 - removed)
    leaves = np.where(by_calendar, leaves, logistic(np.take_along_axis(p.leaders.exits[:, :4], regime, 1)))
    events = {
        "dispute": others & (dispute < quantise(logistic(r.dispute_odds))),
        "tie_up": others & (tie < quantise(climb)),
        "pact": others & (tie < quantise(quantise(climb) * pact)),
        "tie_down": others & (tie > 1.0 - quantise(fall)),
        "exit": each("exit") < quantise(leaves),
        "test": each("test") < quantise(np.where(ally, q.severe, 0.0)),
        "bargain": one("bargain") < quantise(logistic(q.bargain - leaning + freed)),
        "disowned": each("disowned") < quantise(np.where(ally, logistic(q.disown - leaning + freed), 0.0)),
        "coerced": coerced(each("coerced"), r.dispute_odds[:, c], p, c),
        "extracted": each("extracted") < quantise(np.where(ally, logistic(q.extract - leaning + freed), 0.0)),
        "whim": each("whim")
        < quantise(np.where(np.arange(len(code)) == u, 0.0, logistic(p.trade.whim + freed))),
        "visit": each("visit")
        < quantise(np.where(visited, logistic(p.instruments.visit - k.slow * r.short), 0.0)),
        "nuclear": each("nuclear") < quantise(np.where(able, logistic(step_over), 0.0)),
        "leak": one("leak") < quantise(logistic(k.leak + k.leaky * r.short)),
        "elsewhere": one("elsewhere") < quantise(logistic(p.attention.onset)),
        "dissolved": one("dissolved") < quantise(p.ties.endings[:, [6]]),
    }

    spared(events, r.fallen > 0.5)

    # What follows from them.
    tested = events["dispute"][:, c] & events["test"]
    failed = tested & (each("word kept") >= quantise(r.will))
    patron = patron - on["C5"] * arms.rebuke * events["nuclear"]
    paid = on["C5"] * q.extracted * events["extracted"]
    burden = burden + paid
    resented = q.echo * paid.sum(1, keepdims=True) + (1.0 - q.echo) * paid
    resented = resented * 2.0 * logistic(w.tie_patron)
    patron = patron - free * q.resent / 0.1 * resented
    prevails = r.menace / (r.menace + r.capability + 1e-6)
    lost = np.maximum(failed & (each("falls") < quantise(p.linkage.falls * prevails)), now.lost)
    lost = free * lost * (1.0 - w.lost)
    lesson = np.where(tested & ~failed, q.honoured, 0.0) - np.where(failed, q.forsaken, 0.0)
    trust = -q.forget * w.trust + lesson.sum(1, keepdims=True) - np.where(failed, q.forsaken, 0.0)
    alone = q.disowned * events["disowned"]
    trust = trust - q.echo * alone.sum(1, keepdims=True) - (1.0 - q.echo) * alone
    trust = trust - on["C7"] * k.leaked * events["leak"]
    paid = np.where(np.isfinite(now.visits), now.visits, events["visit"])
    trust = trust + on["S6"] * p.instruments.reassure * visited * (paid - logistic(p.instruments.visit))
    warranted = (
        q.mean + q.business * (r.overtaking - start.overtaking) - q.hawks * (r.alarm - start.alarm)[:, [u]]
    )
    warranted = warranted - leaning
    doubt = (
        q.back * (warranted - w.doubt)
        + q.spread * standard_normal_quantile(one("doubt"))
        + q.price * events["bargain"]
        + k.stir * r.short * standard_normal_quantile(one("doubt, unrestrained"))
    )
    whim = p.trade.whim_size * events["whim"] * np.maximum(1.0 - w.tariff / 1.5, 0.0)
    output = output - on["C6"] * p.trade.cost * s.trade_patron * whim

    # Expertise, what partners misread, and regimes.
    expertise = (
        w.purge * k.fast * np.minimum(-k.deep - w.expertise, 0.0) - (1.0 - w.purge) * k.rebuild * w.expertise
    )
    heir = s.purge * (one("successor purges") < k.again)
    purge = w.purge + on["C2"] * events["exit"][:, [u]] * (heir - w.purge)
    misread = (1.0 - k.clear) * w.misread + k.blur * r.short * normal("misread")
    jump, shift = p.affinity.fit[:, :4], p.affinity.fit[:, 4:8]
    place = np.clip((w.polyarchy * 4).astype(int), 0, 3)
    leaps = each("regime jumps") < quantise(logistic(np.take_along_axis(jump, place, 1)))
    leap = np.take_along_axis(shift, place, 1) + p.affinity.fit[:, [8]] * normal("regime")
    moved = np.clip(
        w.polyarchy + np.where(leaps, leap, p.affinity.fit[:, [9]] * normal("regime")), 0.01, 0.95
    )
    polyarchy = np.where(np.isfinite(now.polyarchy), now.polyarchy, moved)
    spread = p.leaders.polarisation * (1.0 + w.division) * s.spread
    division = (
        p.leaders.bitter * events["exit"] * s.calendar * (1.0 - now.election) - p.leaders.heal * w.division
    )
    successor = np.clip(s.parties + spread * normal("successor"), -1.0, 1.0)
    began = 1.0 * events["dispute"]
    either = np.maximum(began, np.swapaxes(began, 1, 2))
    record = SimpleNamespace(
        initiated=started(w.record.initiated, began, p.assertiveness.slight * events["coerced"], c),
        onset=w.record.onset * 0.5 ** (1 / 8) + either,
        recent=w.record.recent * 0.5 ** (1 / 2) + either,
        peace_years=(w.record.peace_years + 1.0) * (1.0 - either),
    )
    down = events["tie_down"] | (events["dissolved"][:, :, None] & (w.depth >= 4.0) & outside(s))
    up = np.where(events["pact"], 4.0 - w.depth, 1.0)
    rungs = events["tie_up"] * up - down * np.where(w.depth >= 4.0, 2.0, 1.0)
    after = SimpleNamespace(
        output=w.output + output, momentum=beyond, stock=w.stock + arming, burden=w.burden + burden,
        tie_patron=w.tie_patron + patron,
        tie_challenger=w.tie_challenger + challenger, depth=np.clip(w.depth + rungs, 0.0, 4.0), record=record,
        orientation=np.where(events["exit"], successor, w.orientation),
        served=np.where(events["exit"], 1.0, w.served + now.election), doubt=w.doubt + doubt, trust=w.trust + trust,
        distraction=w.distraction * (1.0 - p.attention.fade) + p.attention.size * events["elsewhere"],
        access=w.access, tariff=trade.tariff + whim, retaliation=trade.retaliation, market=trade.market,
        enlisted=people.enlisted, young=people.young, technology=w.technology + on["C1"] * level,
        quality=w.quality + on["C1"] * quality, levers=levers, expertise=w.expertise + expertise, purge=purge,
        lost=w.lost + lost, armed=w.armed + events["nuclear"], division=w.division + division,
        misread=misread, polyarchy=polyarchy,
    )  # fmt: skip
    return after, events


def _normal(seed: int, member: np.ndarray, year: int, name: str, code: np.ndarray) -> np.ndarray:
    drawn = uniform(seed, member, year, np.uint32(code_of(name)), code[None])
    return np.asarray(standard_normal_quantile(drawn)).astype(np.float64)
