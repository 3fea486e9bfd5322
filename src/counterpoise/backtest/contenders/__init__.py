"""Contenders: anything that turns past cases into log-odds, or quantiles, of cases to come."""

from counterpoise.backtest.contenders.base import LEVELS, Contender, forecast_of, odds_of
from counterpoise.backtest.contenders.boosting import Boosting
from counterpoise.backtest.contenders.constant import BaseRate
from counterpoise.backtest.contenders.logits import RidgeLogit
from counterpoise.backtest.contenders.mixture import Blend, Recalibrated
from counterpoise.backtest.contenders.walks import LevelClimate, RandomWalk, ScaledWalk, StudentAdjustment

__all__ = [
    "LEVELS",
    "BaseRate",
    "Blend",
    "Boosting",
    "Contender",
    "LevelClimate",
    "RandomWalk",
    "Recalibrated",
    "RidgeLogit",
    "ScaledWalk",
    "StudentAdjustment",
    "forecast_of",
    "odds_of",
]
