"""What a reform would change: over the city's own cases, or over invented ones."""
