"""Plans of invented parks in any number, for measuring and for tests; none of them is real."""
