"""Characters that XML cannot hold, not even escaped; for feeds and spreadsheets."""

import re

INVALID_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
