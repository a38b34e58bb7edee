"""The catalogue: a family of surfaces is one class; a new file is enough."""
