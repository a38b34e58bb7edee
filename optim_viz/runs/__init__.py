"""How a run happens, and what is counted."""
