"""MEDIA_STORAGE=s3://…: pictures in a bucket, and in backups all the same."""

from importlib import import_module
from importlib.util import find_spec
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command

from initiatives.backups.site_backup import stored_pictures
from initiatives.pictures.uploads import read_stored
from parkplan.needed_packages import s3_storage
from tests.required_tools import require_tool
from tests.test_backup import back_up, site  # noqa: F401

PICTURE = "photos/0123abcd/800.webp"


@pytest.fixture
def bucket(settings, monkeypatch):
    """An empty bucket of a store in this process, used by the site."""
    for package in ("moto", "boto3", "storages"):
        require_tool(find_spec(package), package, "run `make developing`.")
    moto, boto3 = import_module("moto"), import_module("boto3")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with moto.mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket="pictures")
        settings.STORAGES = {**settings.STORAGES, "default": s3_storage("s3://pictures/parkplan")}
        yield client


def test_pictures_are_kept_in_the_folder_of_the_bucket(bucket):
    assert list(stored_pictures()) == []
    default_storage.save(PICTURE, ContentFile(b"a picture"))

    assert [row["Key"] for row in bucket.list_objects_v2(Bucket="pictures")["Contents"]] == [
        f"parkplan/{PICTURE}"
    ]
    assert (read_stored(PICTURE), read_stored("photos/none.webp")) == (b"a picture", None)


def test_pictures_of_a_bucket_are_in_the_backup(site, bucket):  # noqa: F811
    default_storage.save(PICTURE, ContentFile(b"a picture"))
    archive = back_up()
    default_storage.delete(PICTURE)

    call_command("restore", str(archive), stdout=StringIO())
    assert read_stored(PICTURE) == b"a picture"
