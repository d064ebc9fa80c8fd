"""A rule for passwords that some regulations ask for: several kinds of characters."""

from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

_KINDS = (str.islower, str.isupper, str.isdigit, lambda character: not character.isalnum())


class PasswordKindsValidator:
    """Asks for a number of: small letters, capital letters, digits, other characters."""

    def __init__(self, least: int) -> None:
        self.least = least

    def validate(self, password: str, user: object = None) -> None:
        found = sum(any(map(is_of_kind, password)) for is_of_kind in _KINDS)
        if found < self.least:
            raise ValidationError(self.get_help_text(), code="password_kinds")

    def get_help_text(self) -> str:
        words = ngettext(
            "Your password must have at least %(least)s of these: small letters, capital letters, digits, "
            "other characters.",
            "Your password must have at least %(least)s of these: small letters, capital letters, digits, "
            "other characters.",
            self.least,
        )
        return words % {"least": self.least}
