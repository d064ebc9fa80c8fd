"""Pictures out: to readers where the edition is published, to editors in the preview, by no other door."""

import errno
import re
import tempfile
from io import StringIO
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import override

from initiatives.desk import picture_upload
from initiatives.desk.picture_upload import PictureAdmin, PictureUpload
from initiatives.downloads.fixture import dump_plan
from initiatives.editions.comparison import compare
from initiatives.editions.history import entries_from, put_back, records_of_row, state_in
from initiatives.editions.lifecycle import publish, revise, withdraw
from initiatives.models import Membership, Park, Photo
from initiatives.models.picture_field import WIDTHS, PictureField
from initiatives.pictures.uploads import Picture, process_upload
from initiatives.workbook.importer import import_workbook
from initiatives.workbook.writer import write_workbook
from tests.admin_pages import address, errors, form_data
from tests.exported_folder import broken_links
from tests.exported_folder import files as copied_files
from tests.factories import make_contribution, make_edition, make_goal, make_photo, make_project
from tests.public_pages import count_queries
from tests.sample_images import phone_photo, saved, scene

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT, settings.UPLOADS_ROOT = tmp_path / "media", tmp_path / "uploads"
    return tmp_path


@pytest.fixture(scope="module")
def picture() -> Picture:
    upload = SimpleUploadedFile("a.jpg", saved(scene(1200, 900), "JPEG"))
    return process_upload(upload, folder="photos", widths=WIDTHS)


@pytest.fixture(scope="module")
def another() -> Picture:
    upload = SimpleUploadedFile("b.png", saved(scene(500, 500), "PNG"))
    return process_upload(upload, folder="photos", widths=WIDTHS)


def facts(picture: Picture) -> dict[str, object]:
    return {
        "image": picture.name,
        "width": picture.width,
        "height": picture.height,
        "colour": picture.colour,
        "avif": picture.avif,
        "alt": "园区一角",
    }


def make_pictured(edition, picture: Picture, **fields) -> Photo:
    picture.keep()
    return make_photo(edition, **{**facts(picture), **fields})


def upload(content: bytes, name: str = "IMG_1.JPG") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def small() -> bytes:
    return phone_photo(300, 400)


def files(photo: Photo) -> list[str]:
    """The addresses of all files of a photo."""
    suffixes = ("webp", "avif") if photo.avif else ("webp",)
    return [photo.address_of(width, suffix) for width in photo.widths for suffix in suffixes]


@pytest.mark.slow
def test_pictures_come_along_in_the_copied_site(media, picture):
    edition = make_edition()
    photo = make_pictured(edition, picture)
    hidden = make_pictured(revise(edition.plan), picture, key="only-in-the-draft")
    call_command("export_site", str(media / "out"), stdout=StringIO())
    assert broken_links(media / "out") == []
    copied = copied_files(media / "out")
    shown = [content for name, content in copied.items() if f"/photos/{photo.key}/" in name]
    assert sorted(shown) == sorted(picture.files.values())
    assert not [name for name in copied if hidden.key in name]


# To whom


def test_published_picture_is_kept_for_ever_by_the_readers_browser_alone(client, picture):
    photo = make_pictured(make_edition(), picture)
    assert len(files(photo)) == 6
    for path in files(photo):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.content == picture.files[stored_name(path)]
        assert answer.headers["Content-Type"] == f"image/{path[-4:]}"
        assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
        assert not answer.cookies
        assert "Vary" not in answer.headers


def stored_name(path: str) -> str:
    digest, _dash, file = path.rpartition("/")[2].partition("-")
    return f"photos/{digest}/{file}"


def test_picture_unchanged_is_answered_without_a_body(client, picture):
    path = make_pictured(make_edition(), picture).smallest
    etag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"if-none-match": etag}).status_code == 304
    assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200
    assert client.get(path, headers={"range": "bytes=0-9"}).status_code in (200, 206)


def test_picture_is_not_compressed_twice_and_takes_no_post(client, picture):
    path = make_pictured(make_edition(), picture).smallest
    assert "Content-Encoding" not in client.get(path, headers={"accept-encoding": "gzip"}).headers
    head, got = client.head(path), client.get(path)
    assert dict(head.headers) == dict(got.headers)
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("state", ["draft", "submitted", "superseded", "withdrawn"])
def test_picture_of_an_unpublished_edition_does_not_exist(client, picture, state):
    photo = make_pictured(make_edition(state=state), picture)
    for path in files(photo):
        assert client.get(path).status_code == 404
        assert client.get(f"/en{path}").status_code == 404


def test_pictures_of_a_draft_are_not_found_through_the_published_plan(client, picture, another):
    published = make_pictured(make_edition(), picture)
    draft = revise(published.edition.plan)
    Photo.objects.filter(edition=draft, key=published.key).update(**facts(another))
    another.keep()
    make_pictured(draft, another, key="new-one")
    for photo in draft.photos.all():
        assert {client.get(path).status_code for path in files(photo)} == {404}
    assert {client.get(path).status_code for path in files(published)} == {200}


def test_picture_is_gone_with_its_plan(client, picture):
    photo = make_pictured(make_edition(), picture)
    withdraw(photo.edition)
    assert {client.get(path).status_code for path in files(photo)} == {404}


def test_only_what_belongs_to_the_picture_is_served(client, picture, another):
    photo, other = make_pictured(make_edition(), picture), make_pictured(make_edition(), another)
    default_storage.save("photos/secret.txt", upload(b"secret"))
    path = photo.largest
    wrong = [
        path.replace(f"-{photo.width}.", "-961."),
        path.replace(".webp", ".jpg"),
        path.replace(photo.digest, other.digest),
        path.replace(photo.digest, "0" * 32),
        path.replace(photo.key, "no-such-photo"),
        path.replace(photo.key, other.key),
        path.rpartition("/")[0] + "/..%2f..%2fsecret.txt",
        f"/media/{photo.image.name}",
        f"/{photo.image.name}",
        f"/static/{photo.image.name}",
    ]
    assert {one: client.get(one).status_code for one in wrong} == dict.fromkeys(wrong, 404)


def test_picture_whose_file_is_lost_is_not_found(client, picture):
    photo = make_pictured(make_edition(), picture)
    default_storage.delete(photo.file(480, "webp"))
    assert client.get(photo.smallest).status_code == 404


def test_preview_of_a_picture_is_for_the_park_alone_and_kept_by_nobody(client, django_user_model, picture):
    photo = make_pictured(make_edition(state="draft"), picture)
    photo.edition.previewed = True
    path = photo.smallest
    assert client.get(path).headers["Location"].startswith("/admin/login/")
    for park, status in ((photo.edition.plan.park, 200), (make_edition().plan.park, 404)):
        user = django_user_model.objects.create_user(f"of-{park.slug}", is_staff=True)
        Membership.objects.create(user=user, park=park, role="viewer")
        client.force_login(user)
        answer = client.get(path)
        assert answer.status_code == status
        if status == 200:
            assert "no-store" in answer.headers["Cache-Control"]
            assert "public" not in answer.headers["Cache-Control"]


# On the page


def test_picture_stands_in_the_page_with_its_sizes_words_and_colour(client, picture):
    photo = make_pictured(make_edition(), picture, alt_en="A corner", credit="记者 王某", focus="top-left")
    page = client.get(f"/en{photo.edition.url('plan')}").content.decode()
    image = re.search(r'<img class="focus-top-left"[^>]*>', page)[0]
    for said in (
        'width="1200"',
        'height="900"',
        'alt="A corner"',
        'loading="lazy"',
        f'src="{photo.smallest}"',
    ):
        assert said in image
    assert " 480w, " in image
    assert " 1200w" in image
    assert '<source type="image/avif"' in page
    assert f'fill="#{picture.colour}"' in page
    assert " style=" not in page
    assert "/en/" not in photo.smallest


def test_words_of_a_picture_without_english_are_marked_as_chinese(client, picture):
    photo = make_pictured(make_edition(), picture)
    page = client.get(f"/en{photo.edition.url('plan')}").content.decode()
    assert 'alt="园区一角" lang="zh-Hans"' in page


def test_place_of_a_missing_picture_says_so(client):
    project = make_project(make_edition())
    make_photo(project.edition, project=project, alt_en="A corner", alt="一角")
    page = client.get(f"/en{project.get_absolute_url()}").content.decode()
    assert "Picture not supplied" in page
    # The one picture is the share card.
    assert re.findall(r'<img src="([^"]*)"', page) == [f"/en{project.get_absolute_url()}card.png"]


def test_goal_shows_pictures_of_projects_that_serve_it_and_says_whose(client, picture):
    edition = make_edition()
    goal, serving, other = make_goal(edition), make_project(edition), make_project(edition)
    make_contribution(goal, serving)
    make_pictured(edition, picture, project=serving, key="serving")
    make_pictured(edition, picture, project=other, key="other")
    make_photo(edition, project=serving, key="without")
    page = client.get(f"/en{goal.get_absolute_url()}").content.decode()
    photos = page[page.index("Photos of the projects that serve it") :]
    assert re.findall(r'<figure class="photo" id="([a-z]+)"', photos) == ["serving"]
    assert f'href="/en{serving.get_absolute_url()}"' in photos


def test_number_of_queries_does_not_grow_with_the_pictures(client, picture):
    def edition_with(count: int):
        edition = make_edition()
        project, goal = make_project(edition), make_goal(edition)
        make_contribution(goal, project)
        for _ in range(count):
            make_pictured(edition, picture, project=project)
        return [
            edition.url("plan"),
            edition.url("full-brief"),
            *(x.get_absolute_url() for x in (project, goal)),
        ]

    for one, many in zip(edition_with(1), edition_with(20), strict=True):
        assert count_queries(client, one) == count_queries(client, many)


# At the desk


@pytest.fixture
def draft_photo() -> Photo:
    return make_photo(make_edition(state="draft"), alt="园区一角")


def send(client, photo: Photo, **changes):
    page = address(Photo, "change", photo.pk)
    return client.post(page, {**form_data(client.get(page)), **changes})


@pytest.mark.slow
def test_uploaded_photo_is_taken_in_and_its_changes_are_told(admin_client, draft_photo, media):
    form = address(Photo, "change", draft_photo.pk, language="en")
    sent = {**form_data(admin_client.get(form)), "image": upload(phone_photo()), "_continue": "1"}
    page = admin_client.post(form, sent, follow=True).content.decode()
    assert "The picture is taken in: 1200 × 1600 pixels" in page
    assert (
        page.count(
            "place where it was taken removed; other details of the camera or program removed; turned upright"
        )
        == 2
    )
    draft_photo.refresh_from_db()
    assert draft_photo.has_picture
    assert default_storage.exists(draft_photo.image.name)
    assert not (media / "uploads").exists()
    assert {path.suffix for path in media.rglob("*") if path.is_file()} <= {".webp", ".avif"}


@pytest.mark.slow
def test_upload_is_kept_for_the_owner_alone_where_that_is_set(admin_client, draft_photo, settings, media):
    settings.KEEP_UPLOADS = True
    content = phone_photo()
    send(admin_client, draft_photo, image=upload(content))
    draft_photo.refresh_from_db()
    kept = media / "uploads" / draft_photo.digest
    assert kept.read_bytes() == content
    assert oct(kept.stat().st_mode)[-3:] == "600"
    assert oct(kept.parent.stat().st_mode)[-3:] == "700"


@pytest.fixture
def decoded(monkeypatch) -> list[int]:
    """For each file that is decoded, within how many transactions of the request's own that is done."""
    found, outside = [], len(connection.savepoint_ids)

    def watched(*args, **options):
        found.append(len(connection.savepoint_ids) - outside)
        return process_upload(*args, **options)

    monkeypatch.setattr(picture_upload, "process_upload", watched)
    return found


@pytest.mark.parametrize("query", ["", pytest.param("?_popup=1", marks=pytest.mark.slow)])
@pytest.mark.slow
def test_picture_is_decoded_once_and_before_others_are_kept_from_writing(
    admin_client, draft_photo, decoded, query
):
    new, changed = address(Photo, "add") + query, address(Photo, "change", draft_photo.pk) + query
    logo = address(Park, "change", draft_photo.edition.plan.park_id) + query
    typed = {"edition": draft_photo.edition_id, "key": "new", "caption": "新", "alt": "新"}
    for page, sent in (
        (new, {"image": upload(small()), **typed}),
        (changed, {"image": upload(small())}),
        (changed, {"image": upload(small()), "alt": ""}),
        (changed, {"image": upload(b"<svg/>")}),
        (logo, {"logo": upload(small())}),
    ):
        decoded.clear()
        admin_client.post(page, {**form_data(admin_client.get(page)), **sent})
        assert decoded == [0], page
    assert Photo.objects.filter(width=300).count() == 2


def test_file_of_somebody_who_may_not_change_the_photo_is_not_decoded(client, django_user_model, decoded):
    draft, released = make_photo(make_edition(state="draft")), make_photo(make_edition())
    for photo, role in ((draft, "viewer"), (released, "editor"), (draft, None)):
        park = photo.edition.plan.park if role else make_edition().plan.park
        user = django_user_model.objects.create_user(f"{role}-{photo.pk}", is_staff=True)
        Membership.objects.create(user=user, park=park, role=role or "editor")
        client.force_login(user)
        client.post(address(Photo, "change", photo.pk), {"image": upload(small())})
        if role == "viewer":
            client.post(address(Photo, "add"), {"image": upload(small())})
    assert decoded == []


@pytest.mark.slow
def test_photo_without_words_is_not_taken(admin_client, draft_photo):
    found = errors(send(admin_client, draft_photo, image=upload(phone_photo()), alt=""))
    assert list(found) == ["alt"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Photo.objects.filter(pk=draft_photo.pk).update(
            image="photos/a/1.webp", width=1, height=1, colour="000000", alt=""
        )


def test_refused_file_is_told_at_its_field_and_changes_nothing(admin_client, draft_photo, media):
    found = errors(send(admin_client, draft_photo, image=upload(b"<svg xmlns='x'></svg>")))
    assert "SVG" in found["image"][0]
    assert not (media / "media").exists()


@pytest.mark.slow
def test_form_saved_without_a_file_keeps_the_picture(admin_client, draft_photo):
    send(admin_client, draft_photo, image=upload(phone_photo()))
    before = Photo.objects.get()
    send(admin_client, draft_photo, caption="新的说明", focus="top")
    after = Photo.objects.get()
    assert (after.image.name, after.width, after.treatment) == (before.image.name, 1200, before.treatment)
    assert (after.caption, after.focus) == ("新的说明", "top")


@pytest.mark.slow
def test_picture_taken_away_leaves_its_words_and_can_be_put_back(admin_client, draft_photo):
    send(admin_client, draft_photo, image=upload(phone_photo()))
    name = Photo.objects.get().image.name
    send(admin_client, draft_photo, **{"image-clear": "on"})
    taken = Photo.objects.get()
    assert (taken.has_picture, taken.image.name, taken.colour, taken.alt) == (False, "", "", "园区一角")
    entry = entries_from(Photo, records_of_row(Photo, taken.pk))[0]
    assert [change.name for change in entry.fields] == ["image"]
    earlier = list(records_of_row(Photo, taken.pk))[1]
    put_back(Photo, taken.pk, state_in(earlier))
    assert (Photo.objects.get().image.name, Photo.objects.get().width) == (name, 1200)
    assert default_storage.exists(name)


class FullStorage(FileSystemStorage):
    """It takes a few bytes more, then none."""

    def _save(self, name, content):
        super()._save(name, ContentFile(content.read(9)))
        raise OSError(errno.ENOSPC, "No space left on device")


STORED = "could not be stored: the disk is full or read-only"


@pytest.mark.parametrize("query", ["", "?_popup=1"])
@pytest.mark.slow
def test_full_disk_is_told_at_the_field_and_nothing_half_is_kept(
    admin_client, draft_photo, settings, query, caplog
):
    whole, entries = settings.STORAGES, records_of_row(Photo, draft_photo.pk).count()
    settings.STORAGES = {**whole, "default": {"BACKEND": "tests.test_photo_pages.FullStorage"}}
    form = address(Photo, "change", draft_photo.pk, language="en") + query
    sent = {**form_data(admin_client.get(form)), "caption": "新的"}
    refused = admin_client.post(form, {**sent, "image": upload(small())})
    with override("en"):
        assert STORED in errors(refused)["image"][0]
    assert "is taken in" not in refused.text
    after = Photo.objects.get()
    assert (after.has_picture, after.image.name, after.caption) == (False, "", draft_photo.caption)
    assert records_of_row(Photo, after.pk).count() == entries
    assert "No space left on device" in caplog.text
    # Once there is room, the same file is taken, though a part of it lies there.
    settings.STORAGES = whole
    assert admin_client.post(form, {**sent, "image": upload(small())}).status_code in (200, 302)
    kept = Photo.objects.get()
    assert default_storage.size(kept.image.name) > 9


def test_full_disk_is_told_of_logos_new_photos_and_kept_uploads_too(admin_client, settings, media):
    edition = make_edition(state="draft")
    (media / "uploads").write_text("in the way of the folder")
    settings.KEEP_UPLOADS = True
    logo = address(Park, "change", edition.plan.park_id, language="en")
    sent = {**form_data(admin_client.get(logo)), "logo": upload(small())}
    with override("en"):
        assert STORED in errors(admin_client.post(logo, sent))["logo"][0]
    new = address(Photo, "add", language="en")
    typed = {
        "edition": edition.pk,
        "key": "new",
        "caption": "新",
        "alt": "新",
        "image": upload(small()),
    }
    answer = admin_client.post(new, {**form_data(admin_client.get(new)), **typed})
    with override("en"):
        assert STORED in errors(answer)["image"][0]
    assert not Photo.objects.exists()
    assert not Park.objects.get().has_logo


def test_disk_without_room_to_decode_is_told_at_the_field(admin_client, draft_photo, monkeypatch):
    def full(*args, **options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryDirectory", full)
    assert "image" in errors(send(admin_client, draft_photo, image=upload(small())))
    assert not Photo.objects.get().has_picture


# Two at one photo, and files that browsers do not send twice

AGAIN = "Choose the file again"


def overtake(photo: Photo, picture: Picture | None = None, **values) -> None:
    """Somebody else saves the photo meanwhile."""
    if picture:
        picture.keep()
    changed = Photo.objects.get(pk=photo.pk)
    for name, value in {**(facts(picture) if picture else {}), **values}.items():
        setattr(changed, name, value)
    changed.save()


class Opened:
    """A photo's form as one editor opened it, sent as often as it takes, with what its page holds then."""

    def __init__(self, client, photo: Photo) -> None:
        self.client, self.page = client, address(Photo, "change", photo.pk, language="en")
        self.held = form_data(client.get(self.page))

    def send(self, **values):
        answer = self.client.post(self.page, {**self.held, **values})
        hidden = re.findall(r'<input type="hidden" name="(seen|image-awaited)" value="([^"]*)"', answer.text)
        self.held.update(hidden)
        return answer

    @staticmethod
    def reminds(answer) -> bool:
        return f'<p class="reminder">{AGAIN}' in answer.text


@pytest.fixture
def opened(admin_client, draft_photo) -> Opened:
    return Opened(admin_client, draft_photo)


def test_second_editor_sees_that_the_picture_was_changed(opened, draft_photo, another):
    overtake(draft_photo, another)
    answer = opened.send(image=upload(small()))
    assert [one.name for one in answer.context["adminform"].form.conflict.choices] == ["image"]
    assert opened.reminds(answer)
    assert Photo.objects.get().image.name == another.name


@pytest.mark.slow
@pytest.mark.parametrize("choice", ["choose-image", pytest.param("choose-all", marks=pytest.mark.slow)])
def test_own_picture_chosen_over_theirs_must_be_sent_again(opened, draft_photo, another, choice):
    overtake(draft_photo, another)
    opened.send(image=upload(small()))
    for _ in range(2):
        refused = opened.send(**{choice: "mine"})
        with override("en"):
            assert errors(refused)["image"][0].startswith(AGAIN)
        (asked,) = refused.context["adminform"].form.conflict.choices
        assert (asked.name, asked.mine, asked.chosen) == ("image", "the file you chose", "mine")
        assert Photo.objects.get().image.name == another.name
    assert opened.send(**{choice: "mine", "image": upload(small())}).status_code == 302
    assert Photo.objects.get().width == 300


@pytest.mark.slow
def test_their_picture_chosen_needs_no_file(opened, draft_photo, another):
    overtake(draft_photo, another)
    opened.send(image=upload(small()))
    opened.send(**{"choose-image": "mine"})
    assert opened.send(**{"choose-image": "theirs"}).status_code == 302
    assert Photo.objects.get().image.name == another.name


def test_their_picture_may_be_chosen_where_the_own_file_is_refused(opened, draft_photo, another):
    overtake(draft_photo, another)
    refused = opened.send(image=upload(b"<svg/>"))
    assert "SVG" in errors(refused)["image"][0]
    assert not opened.reminds(refused)
    assert opened.send(**{"choose-image": "theirs"}).status_code == 302
    assert Photo.objects.get().image.name == another.name


def test_picture_taken_away_stays_so_where_that_is_chosen(opened, draft_photo, picture, another):
    overtake(draft_photo, picture)
    opened.held = form_data(opened.client.get(opened.page))
    overtake(draft_photo, another)
    asked = opened.send(**{"image-clear": "on"})
    assert re.search(r'name="image-clear" id="[^"]*" checked', asked.text)
    assert not opened.reminds(asked)
    assert opened.send(**{"image-clear": "on", "choose-image": "mine"}).status_code == 302
    assert not Photo.objects.get().has_picture


@pytest.mark.slow
def test_form_refused_for_another_field_says_that_the_file_is_to_be_chosen_again(opened, draft_photo):
    assert not opened.reminds(opened.send(caption=""))
    assert opened.reminds(opened.send(caption="", image=upload(small())))
    assert opened.reminds(opened.send(caption=""))
    assert opened.send(image=upload(small())).status_code == 302
    assert Photo.objects.get().width == 300


@pytest.mark.slow
def test_conflict_in_another_field_says_that_the_file_is_to_be_chosen_again(opened, draft_photo):
    overtake(draft_photo, caption="别人的")
    assert opened.reminds(opened.send(caption="我的", image=upload(small())))
    taken = opened.send(**{"caption": "我的", "choose-caption": "mine", "image": upload(small())})
    assert taken.status_code == 302
    assert (Photo.objects.get().caption, Photo.objects.get().width) == ("我的", 300)


def test_choice_for_all_fields_asks_for_no_file_where_none_was_sent(opened, draft_photo):
    overtake(draft_photo, caption="别人的", credit="别人")
    opened.send(caption="我的", credit="我")
    values = {"caption": "我的", "credit": "我", "choose-all": "mine"}
    assert opened.send(**values).status_code == 302


def test_photo_of_a_published_edition_is_shown_and_not_changed(admin_client, picture):
    photo = make_pictured(make_edition(), picture)
    page = admin_client.get(address(Photo, "change", photo.pk)).content.decode()
    assert f"/admin/preview/{photo.edition_id}/photos/" in page
    assert "/media/" not in page
    assert 'type="file"' not in page


def test_same_picture_is_kept_once(picture, media):
    picture.keep()
    picture.keep()
    assert len([path for path in media.rglob("*") if path.is_file()]) == len(picture.files)


def test_file_cut_off_when_written_is_written_anew(picture):
    picture.keep()
    path = Path(default_storage.path(picture.name))
    path.write_bytes(path.read_bytes()[:99])
    picture.keep()
    assert path.read_bytes() == picture.files[picture.name]


def test_every_file_field_of_the_desk_takes_pictures_in(rf, admin_user):
    """No file comes in but through the one field that decodes and encodes it anew."""
    request = rf.get("/")
    request.user = admin_user
    found = []
    for model in apps.get_app_config("initiatives").get_models():
        columns = [one for one in model._meta.concrete_fields if isinstance(one, models.FileField)]
        assert all(isinstance(one, PictureField) for one in columns), model
        if model not in admin.site._registry:
            continue
        form = admin.site.get_model_admin(model).get_form(request)
        fields = {name: one for name, one in form.base_fields.items() if isinstance(one, forms.FileField)}
        assert all(isinstance(one, PictureUpload) for one in fields.values()), model
        assert {one.name for one in columns} == set(fields), model
        assert isinstance(admin.site.get_model_admin(model), PictureAdmin) == bool(fields), model
        found += [(model.__name__, name) for name in fields]
    assert sorted(found) == [("Park", "logo"), ("Photo", "image")]


# Logos


def test_logo_is_taken_in_and_shown_once_its_park_is(admin_client, client):
    park = Park.objects.create(slug="home", name="园区")
    page = address(Park, "change", park.pk)
    data = {**form_data(admin_client.get(page)), "logo": upload(saved(scene().convert("RGBA"), "PNG"))}
    assert admin_client.post(page, data).status_code == 302
    park.refresh_from_db()
    assert (park.logo_width, park.logo_height) == (640, 480)
    assert "data:image/webp;base64," in admin_client.get(page).content.decode()
    logo = f"/home/logo-{park.logo_digest}.webp"
    assert client.get(logo).status_code == 404
    edition = make_edition(park=park)
    assert logo in client.get(park.get_absolute_url()).content.decode()
    answer = client.get(logo)
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    withdraw(edition)
    assert client.get(logo).status_code == 404


def test_hostile_logo_is_refused(admin_client):
    park = Park.objects.create(slug="home", name="园区")
    page = address(Park, "change", park.pk)
    data = {**form_data(admin_client.get(page)), "logo": upload(b"<svg onload='alert(1)'/>", "logo.svg")}
    assert "SVG" in errors(admin_client.post(page, data))["logo"][0]


# Editions, files


@pytest.mark.slow
def test_picture_changed_in_a_draft_stays_for_readers(client, admin_client, picture, another, admin_user):
    published = make_pictured(make_edition(), picture)
    draft = revise(published.edition.plan)
    copy = draft.photos.get(key=published.key)
    assert (copy.image.name, copy.width) == (picture.name, picture.width)
    send(admin_client, copy, image=upload(phone_photo()))
    draft.photos.all().delete()
    assert {client.get(path).status_code for path in files(published)} == {200}
    publish(draft, user=admin_user, note="撤下照片")
    assert {client.get(path).status_code for path in files(published)} == {404}


def test_change_of_a_picture_is_told_once(picture, another):
    first = make_pictured(make_edition(), picture, focus="top")
    draft = revise(first.edition.plan)
    assert compare(first.edition, draft) == []
    draft.photos.update(**facts(another))
    (change,) = compare(first.edition, draft)
    (field,) = change.fields
    assert (field.name, field.before == field.after) == ("image", False)


def test_fixture_brings_pictures_back(tmp_path, picture):
    photo = make_pictured(make_edition(), picture, focus="left", treatment="location")
    before = Photo.objects.values().get()
    text = dump_plan(photo.edition.plan)
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    Photo.objects.all().delete()
    call_command("loaddata", str(path), verbosity=0)
    after = Photo.objects.values().get()
    assert {**after, "id": 0} == {**before, "id": 0}
    assert dump_plan(photo.edition.plan) == text


def test_workbook_leaves_pictures_as_they_are(picture):
    import io

    photo = make_pictured(make_edition(title="旧"), picture, focus="left")
    content = write_workbook(photo.edition, "zh-hans")
    result = import_workbook(io.BytesIO(content))
    assert result.problems == []
    assert result.draft is not None
    kept = result.draft.photos.get()
    assert (kept.image.name, kept.width, kept.focus) == (picture.name, picture.width, "left")
