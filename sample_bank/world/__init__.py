"""What is true in the invented bank, before any silo has told it its own way."""
