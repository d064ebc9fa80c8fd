"""Plans as Word documents: on one page and in full, in the form that offices pass on."""
