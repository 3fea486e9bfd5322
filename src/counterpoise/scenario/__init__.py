"""Scenarios: a question, a region, its roles and its sourced facts, as a declarative file."""

from counterpoise.scenario.load import available_scenarios, load_scenario, parse_scenario
from counterpoise.scenario.model import Scenario

__all__ = ["Scenario", "available_scenarios", "load_scenario", "parse_scenario"]
