"""Characters that no file written as XML can hold, however they are written: feeds, cells."""

import re

INVALID_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
