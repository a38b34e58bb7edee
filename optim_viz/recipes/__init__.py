"""What was asked, as plain data: one recipe for each command."""
