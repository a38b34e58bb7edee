"""Shared by panels and pages: page, themes, optimizer styles, framing, numbers, labels, ticks."""
