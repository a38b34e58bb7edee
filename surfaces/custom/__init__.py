"""Surfaces that people bring: formulas as they are typed, functions in Python."""
