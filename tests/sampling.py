"""How many cases tests try that are marked `sampled` or state properties: fewer in the quick set of tests."""

from hypothesis import settings

PROFILE = "parkplan"
ALL_EXAMPLES = 100
QUICK_EXAMPLES = 10


def sampled(number: int) -> int:
    """The number itself, or in the quick set its tenth, which is at least 1."""
    return max(1, number * settings.get_profile(PROFILE).max_examples // ALL_EXAMPLES)
