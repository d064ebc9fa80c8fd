"""A plan as one Excel workbook: written, edited by people, and read back with every mistake named."""
