"""A row as lists of facts show it: what kind of thing, its words, its address."""

from dataclasses import dataclass

from initiatives.models import Edition, EditionRow, Plan, Update
from initiatives.values.vocabulary import UpdateSubject


@dataclass(frozen=True)
class Fact:
    row: Edition | EditionRow | Update

    @property
    def kind(self) -> str:
        return str(Plan._meta.verbose_name) if isinstance(self.row, Edition) else self.row.kind_name

    @property
    def text(self) -> str:
        """Its words in the page's language; of a plan, its title."""
        return self.row.text("title")[0] if isinstance(self.row, Edition) else self.row.full_name

    @property
    def url(self) -> str:
        return self.row.get_absolute_url()


@dataclass(frozen=True)
class UpdateFact(Fact):
    """A report as an edition's page shows it; it needs what the queryset's `with_project` adds."""

    row: Update
    edition: Edition

    @property
    def url(self) -> str:
        if self.row.subject == UpdateSubject.FIGURE:
            return f"{self.edition.url('metric', self.row.metric_code)}#{self.row.subject_key}"  # type: ignore[attr-defined]
        return f"{self.edition.url('project', self.row.project_key)}#page:update-{self.row.key}"  # type: ignore[attr-defined]
