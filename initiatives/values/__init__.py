"""Plain values, without models: closed vocabularies, periods of the calendar, numbers as stated."""
