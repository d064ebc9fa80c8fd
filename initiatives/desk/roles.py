"""Permissions by park: a membership gives a user a role, and a role stands for a group's permissions."""

from typing import Any

from django.contrib.auth.models import Permission
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from initiatives.models import (
    Assignment,
    Edition,
    EditionRow,
    Membership,
    Organisation,
    Park,
    Passage,
    Plan,
    ReaderCorrection,
    Section,
    Source,
    SourceText,
    Update,
)
from initiatives.values.vocabulary import EditionState, Role

# Created by a migration. An administrator may change the permissions of a group; who has them, and in which
# parks, depends on memberships alone.
GROUPS = {Role.VIEWER: "查看", Role.EDITOR: "编辑", Role.PUBLISHER: "发布"}
EVERYWHERE = None


def permissions_by_park(user: Any) -> dict[int | None, frozenset[str]]:
    """The user's permission codenames by park, those for all parks under `EVERYWHERE`.

    Read with two queries and kept on the user object, that is, for one request.
    """
    if (known := getattr(user, "permissions_by_park", None)) is None:
        known = user.permissions_by_park = _read_permissions(user)
    return known


def _read_permissions(user: Any) -> dict[int | None, frozenset[str]]:
    roles = dict(Membership.objects.filter(user=user.pk).order_by().values_list("park_id", "role"))
    names = {GROUPS[Role(role)] for role in roles.values()}
    by_group: dict[str, set[str]] = {name: set() for name in names}
    if names:
        granted = Permission.objects.filter(content_type__app_label="initiatives", group__name__in=names)
        for name, codename in granted.order_by().values_list("group__name", "codename"):
            by_group[name].add(codename)
    return {park: frozenset(by_group[GROUPS[Role(role)]]) for park, role in roles.items()}


def permitted_parks(user: Any, permission: str) -> set[int] | None:
    """Primary keys of the parks in which the user has the permission; `EVERYWHERE` (None) for all parks."""
    if not user.is_active:
        return set()
    if user.is_superuser:
        return EVERYWHERE
    parks = {park for park, codenames in permissions_by_park(user).items() if permission in codenames}
    return EVERYWHERE if EVERYWHERE in parks else {park for park in parks if park is not None}


def may(user: Any, permission: str, row: Model | None = None) -> bool:
    """Whether the user has the permission (a codename) for a row.

    Without a row, or for a row that all parks share, the permission in any park is enough.
    """
    parks = permitted_parks(user, permission)
    if parks is EVERYWHERE:
        return True
    try:
        park = park_of(row)
    except ObjectDoesNotExist:  # the row was deleted together with what it belonged to
        return False
    return bool(parks) if park is None else park in parks


def permitted_rows(rows: QuerySet, park_lookup: str, user: Any, permission: str) -> QuerySet:
    """The rows of the parks in which the user has the permission.

    `park_lookup` leads from the model to its park, such as `plan__park`; it is empty for rows that all parks
    share, which any park's permission opens.
    """
    parks = permitted_parks(user, permission)
    if parks is EVERYWHERE or (parks and not park_lookup):
        return rows
    return rows.filter(**{f"{park_lookup}__in": parks}) if parks else rows.none()


def park_of(row: object) -> int | None:
    """The primary key of the park a row belongs to; None for rows that all parks share."""
    match row:
        case Park():
            return row.pk
        case Organisation() | Source() | Plan() | Membership():
            return row.park_id
        case Section() | Passage() | SourceText():
            return row.source.park_id
        case Edition() | Update() | Assignment() | ReaderCorrection():
            return row.plan.park_id
        case EditionRow():
            return row.edition.plan.park_id
    return None


def edition_of(row: object) -> Edition | None:
    """The edition that a row belongs to, or the row itself if it is an edition."""
    match row:
        case Edition():
            return row
        case EditionRow():
            return row.edition
    return None


def is_editable(row: object) -> bool:
    """False for rows of editions that are no longer drafts; True for drafts and rows outside of editions."""
    edition = edition_of(row)
    return edition is None or edition.state == EditionState.DRAFT


def is_used_in_release(row: Model) -> bool:
    """Whether a shared row, or a passage of a section, is referred to outside of drafts.

    That is, by an edition that was submitted or released, by a row of one, or by a public report.
    """
    if edition_of(row):
        return False
    used = _used_in_release(Passage) if isinstance(row, Section) else _used_in_release(type(row))
    if not used:
        return False
    own = {"section" if isinstance(row, Section) else "pk": row.pk}
    rows = Passage.objects if isinstance(row, Section) else type(row)._default_manager
    return rows.filter(used, **own).exists()


def _used_in_release(model: type[Model]) -> Q:
    """The condition that anything outside of drafts refers to a row of this model."""
    used = Q()
    for relation in model._meta.related_objects:
        referring: Any = relation.related_model
        rows = referring._base_manager.filter(**{relation.field.name: OuterRef("pk")})
        if issubclass(referring, EditionRow):
            used |= Q(Exists(rows.exclude(edition__state=EditionState.DRAFT)))
        elif referring is Edition:
            used |= Q(Exists(rows.exclude(state=EditionState.DRAFT)))
        elif referring in (Update, Assignment) and model is not Plan:
            used |= Q(Exists(rows.filter(draft=False)))
    return used


def has_no_park(user: Any) -> bool:
    """Whether the user has no role in any park, and is no superuser: there is nothing they may see."""
    return not user.is_superuser and not Membership.objects.filter(user=user.pk).exists()


def sync_staff_status(user: Any) -> None:
    """Allow users with a membership, and superusers, to sign in to the admin; nobody else."""
    # Asked anew: the memberships of a user from a list may have been fetched before they changed.
    user.is_staff = not has_no_park(user)
    user.save(update_fields=["is_staff"])
