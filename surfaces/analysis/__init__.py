"""Stationary points: search, classification, and proof that none is missed."""
