"""Stationary points: finding them, telling them apart, proving that none is missed."""
