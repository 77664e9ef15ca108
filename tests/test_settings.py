"""What the environment says, and what is said when that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from hiringkit import settings
from hiringkit.db.engine import open_database
from hiringkit.errors import SetupError


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("HIRINGKIT_ZONE", "Mars/Olympus", "'Mars/Olympus' is no time zone."),
        ("HIRINGKIT_URL", "hiring.example.org", "'hiring.example.org' is no web address."),
        ("HIRINGKIT_URL", "http://[", "'http://[' is no web address."),
        ("HIRINGKIT_URL", "https://", "'https://' is no web address."),
        ("HIRINGKIT_SQLITE_SYNC", "off", "'off' is not known."),
        ("HIRINGKIT_PROXIES", "two", "'two' is no number of proxies."),
        ("HIRINGKIT_PROXIES", "-1", "'-1' is no number of proxies."),
        ("HIRINGKIT_SMTP", "mail.example.org", "This is no address of a mail server."),
        ("HIRINGKIT_SMTP", "smtp://mail:port", "This is no address of a mail server."),
        ("HIRINGKIT_SECRET_KEY", "short", "The secret key is too weak: 32 random characters are needed."),
    ],
)
def test_a_setting_that_cannot_be_is_named(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    with pytest.raises(SetupError) as caught:
        settings.read({"HIRINGKIT_INSTANCE": str(tmp_path), name: value})
    assert (caught.value.where, caught.value.what) == (name, sentence)
    assert caught.value.mend


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"HIRINGKIT_URL": "https://a.example"}, "HIRINGKIT_MAIL_FROM"),
        ({"HIRINGKIT_URL": "https://a.example", "HIRINGKIT_MAIL_FROM": "nobody"}, "HIRINGKIT_MAIL_FROM"),
        ({"HIRINGKIT_MAIL_FROM": "hiring@example.org"}, "HIRINGKIT_URL"),
    ],
)
def test_mail_needs_a_sender_and_an_address_for_its_links(tmp_path: Path, given: dict[str, str], where: str) -> None:
    with pytest.raises(SetupError) as caught:
        settings.read({"HIRINGKIT_INSTANCE": str(tmp_path), "HIRINGKIT_SMTP": "smtp://u:secret@mail.example", **given})
    assert caught.value.where == where
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("content", [pytest.param(b"\xff\xfe" * 40, id="no text"), pytest.param(None, id="a folder")])
def test_a_secret_that_cannot_be_read_is_told(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "secret-key"
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content)
    with pytest.raises(SetupError, match="The secret key cannot be read") as caught:
        settings.read({"HIRINGKIT_INSTANCE": str(tmp_path)})
    assert caught.value.where == str(file)


def test_the_secret_is_made_once_and_its_owner_s_alone(tmp_path: Path) -> None:
    first, again = (settings.read({"HIRINGKIT_INSTANCE": str(tmp_path)}).secret_key for _ in range(2))
    assert first == again
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert first not in repr(settings.read({"HIRINGKIT_INSTANCE": str(tmp_path)}))


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("sqlite:///{folder}", id="a folder"),
        pytest.param("sqlite:///{file}", id="no database"),
        pytest.param("postgresql://hiringkit@127.0.0.1:1/nothing", id="nobody answers"),
    ],
)
def test_a_database_that_cannot_be_opened_is_one_sentence(tmp_path: Path, url: str) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear all,\n" * 200)
    with pytest.raises(SetupError, match="The database cannot be opened") as caught:
        open_database(url.format(folder=tmp_path, file=file))
    assert "\n" not in str(caught.value)
