"""One file of response shapes for each noun."""
