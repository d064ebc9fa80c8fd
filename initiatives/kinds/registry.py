"""Every kind of row that programs read, in the order in which the API lists them."""

from initiatives.kinds.base import EditionRowKind, Kind
from initiatives.kinds.evidence import CONTRIBUTIONS, PASSAGES, QUOTES, REMARKS, SOURCES, STATEMENTS
from initiatives.kinds.metrics import FIGURES, METRICS
from initiatives.kinds.park import ORGANISATIONS, PARKS
from initiatives.kinds.photos import PHOTOS
from initiatives.kinds.plan import GOALS, MEASURES, PLANS, PROJECTS
from initiatives.kinds.progress import ASSIGNMENTS, UPDATES

KINDS: tuple[Kind, ...] = (
    PARKS,
    PLANS,
    GOALS,
    PROJECTS,
    CONTRIBUTIONS,
    MEASURES,
    METRICS,
    FIGURES,
    STATEMENTS,
    QUOTES,
    PHOTOS,
    REMARKS,
    ORGANISATIONS,
    SOURCES,
    PASSAGES,
    UPDATES,
    ASSIGNMENTS,
)
EDITION_ROW_KINDS = tuple(kind for kind in KINDS if isinstance(kind, EditionRowKind))
KIND_BY_NAME = {kind.name: kind for kind in KINDS}
KIND_BY_MODEL = {kind.model: kind for kind in KINDS}
