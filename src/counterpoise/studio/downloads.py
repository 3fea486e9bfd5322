"""Files to take away: a chart's numbers or drawing, the futures, the scenario."""
from __future__ import annotations
from fastapi import APIRouter
__all__ = ["router"]
router = APIRouter()
