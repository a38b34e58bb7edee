"""Figures and tables become files, whole or not at all."""
