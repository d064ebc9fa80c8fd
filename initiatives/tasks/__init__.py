"""Tasks: measures and targets that are assigned, with the reports on them and the state that follows."""
