"""How many cases a test tries that is marked `sampled`: fewer in the quick set of tests."""

from hypothesis import settings

ALL_EXAMPLES = 100


def sampled(number: int) -> int:
    """The number itself, or in the quick set its part, which is at least 1."""
    return max(1, number * settings().max_examples // ALL_EXAMPLES)
