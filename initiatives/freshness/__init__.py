"""When what readers see last changed: stamps that database triggers move, and their values."""
