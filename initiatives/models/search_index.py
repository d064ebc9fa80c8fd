"""The index of the search: derived rows, in no file, history or API. `initiatives.search` keeps them."""

from django.db import models


class SearchEntry(models.Model):
    """One row that readers see, as it is searched (see `values.search_terms.SearchText`).

    The primary key orders the entries as results: by kind, the latest year first. The tokens stand beside:
    in an FTS5 table with the same row numbers, or on PostgreSQL in a column of this table.
    """

    id = models.BigIntegerField(primary_key=True)
    kind = models.PositiveSmallIntegerField()
    object_id = models.BigIntegerField()
    # The published edition whose pages show it. An entry that is `shared` belongs to the park.
    edition_id = models.BigIntegerField()
    park_id = models.BigIntegerField()
    metric_id = models.BigIntegerField(null=True)
    shared = models.BooleanField()
    names = models.TextField()
    texts = models.TextField()
    spoken = models.TextField()
    numbers = models.TextField()
    facets = models.TextField()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=("edition_id",), name="searchentry_edition"),
            models.Index(fields=("park_id", "shared"), name="searchentry_park"),
            models.Index(fields=("metric_id",), name="searchentry_metric"),
        )

    def __str__(self) -> str:
        return str(self.pk)


class SearchBacklog(models.Model):
    """What changed since the index was brought up to date: triggers note it within each write.

    `unit` is `edition`, `park` or `metric`, with the primary key; or `version`, with that of the index.
    """

    unit = models.CharField(max_length=10)
    object_id = models.BigIntegerField()
    # Moved by every change, so that on PostgreSQL each write holds its line until it is committed.
    generation = models.BigIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("unit", "object_id"), name="searchbacklog_unit"),)

    def __str__(self) -> str:
        return f"{self.unit} {self.object_id}"
