"""Whether the English of a row is still that of its Chinese.

Where the Chinese of a text was changed and its English was not, the row keeps the Chinese that the English
is of. That goes along into copies, fixtures and workbooks. It is dropped once the English is changed, the
Chinese is changed back, or an editor says that the English fits. Rows of a fixture are stored as they are.
"""

import json
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from initiatives.models.fields import TwoLanguages


def basis_in(text: str) -> dict[str, str]:
    """The Chinese that translations are of, by field, from JSON. ValueError for anything else."""
    basis = json.loads(text) if text else {}
    if not isinstance(basis, dict) or not all(isinstance(value, str) for value in basis.values()):
        raise ValueError(text)
    return basis


def validate_basis(text: str) -> None:
    try:
        basis_in(text)
    except ValueError:
        message = _("Leave this as it was exported, or empty it: it is written by the site.")
        raise ValidationError(message, code="basis") from None


# English has no classifiers like 家, and writes 亿元 and 万元 as yuan.
UNITS = frozenset({"unit", "base_unit"})


class TranslatedRow(TwoLanguages):
    """A row that knows which of its English texts are of an earlier Chinese."""

    english_basis = models.TextField(
        _("earlier Chinese that the English is of"), blank=True, editable=False, validators=[validate_basis]
    )

    # The fields whose English fits their new Chinese, as an editor said; set before saving.
    english_fits: Collection[str] = ()
    # Whether the row is saved with the basis that was set, as a fixture tells it; set before saving.
    keeps_basis = False

    class Meta:
        abstract = True

    @property
    def outdated_english(self) -> dict[str, str]:
        """The fields whose English is of an earlier Chinese, each with that Chinese."""
        return basis_in(self.english_basis)

    @classmethod
    def narrative_fields(cls) -> frozenset[str]:
        """The texts in which editors tell what a source says, in their own words."""
        return frozenset()

    @classmethod
    def text_fields(cls) -> list[str]:
        """The fields that have an English twin, units aside."""
        names = [field.name for field in cls._meta.concrete_fields]
        return [name for name in names if f"{name}_en" in names and name not in UNITS]

    def save(self, *args: Any, **kwargs: Any) -> None:
        saved = kwargs.get("update_fields")
        pairs = [name for name in self.text_fields() if saved is None or {name, f"{name}_en"} & {*saved}]
        if pairs and not self._state.adding and not self.keeps_basis:
            self._note_outdated_english(pairs)
            if saved is not None:
                kwargs["update_fields"] = {*saved, "english_basis"}
        super().save(*args, **kwargs)

    def _note_outdated_english(self, pairs: list[str]) -> None:
        columns = [*pairs, *(f"{name}_en" for name in pairs), "english_basis"]
        stored = type(self)._base_manager.filter(pk=self.pk).values(*columns).first()
        if stored is None:
            return
        known, basis = basis_in(stored["english_basis"]), self.outdated_english
        for name in pairs:
            english, chinese = getattr(self, f"{name}_en"), getattr(self, name)
            translated = known.get(name, stored[name])
            if english == stored[f"{name}_en"]:
                if chinese != stored[name]:
                    basis[name] = translated
            elif basis.get(name) == known.get(name):
                basis.pop(name, None)  # translated anew, and not put back together with its basis
            if not english or basis.get(name) == chinese or name in self.english_fits:
                basis.pop(name, None)
        self.english_basis = json.dumps(basis, ensure_ascii=False, sort_keys=True) if basis else ""
