"""Who may do what, and in which parks: a membership gives a role, and a role is a group's permissions."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Permission
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from initiatives.models import (
    Edition,
    EditionRow,
    Membership,
    Organisation,
    Park,
    Passage,
    Plan,
    Section,
    Source,
    SourceText,
    Update,
)
from initiatives.vocabulary import EditionState, Role

User = AbstractBaseUser | AnonymousUser

# The groups that a migration makes. An administrator may change what each of them permits; who has it, and in
# which parks, is a matter of memberships alone.
GROUPS = {Role.VIEWER: "查看", Role.EDITOR: "编辑", Role.PUBLISHER: "发布"}
EVERYWHERE = None


def rights_of(user: Any) -> dict[int | None, frozenset[str]]:
    """What a user may do in each park, and under `EVERYWHERE` in all; two queries, once a request."""
    if (known := getattr(user, "_rights", None)) is None:
        known = user._rights = _read_rights(user)
    return known


def _read_rights(user: Any) -> dict[int | None, frozenset[str]]:
    roles = dict(Membership.objects.filter(user=user.pk).order_by().values_list("park_id", "role"))
    names = {GROUPS[Role(role)] for role in roles.values()}
    permitted: dict[str, set[str]] = {name: set() for name in names}
    if names:
        granted = Permission.objects.filter(content_type__app_label="initiatives", group__name__in=names)
        for name, codename in granted.order_by().values_list("group__name", "codename"):
            permitted[name].add(codename)
    return {park: frozenset(permitted[GROUPS[Role(role)]]) for park, role in roles.items()}


def parks_where(user: Any, permission: str) -> set[int] | None:
    """The parks in which the user may do this; None means everywhere."""
    if not user.is_active:
        return set()
    if user.is_superuser:
        return EVERYWHERE
    parks = {park for park, permitted in rights_of(user).items() if permission in permitted}
    return EVERYWHERE if EVERYWHERE in parks else {park for park in parks if park is not None}


def may(user: Any, permission: str, row: Model | None = None) -> bool:
    """Whether the user may do this with a row; without one, or with one that parks share: anywhere at all."""
    parks = parks_where(user, permission)
    if parks is EVERYWHERE:
        return True
    try:
        park = park_of(row)
    except ObjectDoesNotExist:  # what a deleted row belonged to is gone as well
        return False
    return bool(parks) if park is None else park in parks


def within(rows: QuerySet, way_to_park: str, user: Any, permission: str) -> QuerySet:
    """The rows of parks in which the user may do this. Without a way to the park, rows are shared by all."""
    parks = parks_where(user, permission)
    if parks is EVERYWHERE or (parks and not way_to_park):
        return rows
    return rows.filter(**{f"{way_to_park}__in": parks}) if parks else rows.none()


def park_of(row: object) -> int | None:
    """The park a row belongs to, or None where rows are shared by all parks."""
    match row:
        case Park():
            return row.pk
        case Organisation() | Source() | Plan() | Membership():
            return row.park_id
        case Section() | Passage() | SourceText():
            return row.source.park_id
        case Edition() | Update():
            return row.plan.park_id
        case EditionRow():
            return row.edition.plan.park_id
    return None


def edition_of(row: object) -> Edition | None:
    """The edition a row belongs to, or is."""
    match row:
        case Edition():
            return row
        case EditionRow():
            return row.edition
    return None


def is_open(row: object) -> bool:
    """Whether what it says may still be changed: in drafts yes, in editions handed over or released never."""
    edition = edition_of(row)
    return edition is None or edition.state == EditionState.DRAFT


def is_settled(row: Model) -> bool:
    """Whether an edition that is no longer a draft, or a public report, makes use of a row that all share."""
    if edition_of(row):
        return False
    used = _in_use(Passage) if isinstance(row, Section) else _in_use(type(row))
    if not used:
        return False
    mine = {"section" if isinstance(row, Section) else "pk": row.pk}
    rows = Passage.objects if isinstance(row, Section) else type(row)._default_manager
    return rows.filter(used, **mine).exists()


def _in_use(model: type[Model]) -> Q:
    """That something released points at a row of this model."""
    used = Q()
    for relation in model._meta.related_objects:
        user: Any = relation.related_model
        rows = user._base_manager.filter(**{relation.field.name: OuterRef("pk")})
        if issubclass(user, EditionRow):
            used |= Q(Exists(rows.exclude(edition__state=EditionState.DRAFT)))
        elif user is Edition:
            used |= Q(Exists(rows.exclude(state=EditionState.DRAFT)))
        elif user is Update and model is not Plan:
            used |= Q(Exists(rows.filter(draft=False)))
    return used


def keep_in_step(user: Any) -> None:
    """Whoever has a membership may sign in to the admin; whoever has none may not."""
    user.is_staff = user.is_superuser or user.memberships.exists()
    user.save(update_fields=["is_staff"])
