"""The data directory: made once, opened again, and refused when it is not ours or not of this version."""

import shutil
from collections import namedtuple

import pytest

from deploy.failure import Failure
from deploy.stack import data

Usage = namedtuple("Usage", "total used free")


def test_a_new_data_directory_is_private_and_knows_its_version(tmp_path):
    made = data.make(tmp_path / "new" / "natter")
    assert made.folder.stat().st_mode & 0o777 == 0o700
    assert (made / "VERSION").read_text().strip() == str(data.DATA_FORMAT)
    assert (made / "settings.json").stat().st_mode & 0o777 == 0o600


def test_opening_it_again_keeps_what_it_remembers(tmp_path):
    first = data.make(tmp_path)
    first.remember(port=8081)
    again = data.make(tmp_path)
    assert (again.settings()["port"], again.stack_id) == (8081, first.stack_id)


def test_two_data_directories_are_two_stacks(tmp_path):
    assert data.make(tmp_path / "one").stack_id != data.make(tmp_path / "two").stack_id


def test_data_of_a_newer_version_is_left_alone(tmp_path):
    (tmp_path / "VERSION").write_text("7\n")
    for door in (data.make, lambda folder: data.find(_with_settings(folder))):
        with pytest.raises(Failure, match=r"written by a newer Natter \(data format 7.*update this checkout"):
            door(tmp_path)


def test_a_damaged_version_is_told(tmp_path):
    (tmp_path / "VERSION").write_text("seven")
    with pytest.raises(Failure, match="VERSION is damaged"):
        data.make(tmp_path)


def test_a_folder_with_something_else_in_it_is_refused(tmp_path):
    (tmp_path / "thesis.odt").touch()
    with pytest.raises(Failure, match="holds something else"):
        data.make(tmp_path)


def test_a_place_that_cannot_be_written_is_refused_with_a_way_out(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(Failure, match=r"cannot be written.*--data-dir"):
        data.make(tmp_path / "file" / "natter")


def test_a_nearly_full_disk_is_refused_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(2**40, 2**40, 5 * 2**20))
    with pytest.raises(Failure, match="5 MB left"):
        data.make(tmp_path / "natter")
    assert not (tmp_path / "natter" / "VERSION").exists()


def test_a_damaged_settings_file_is_told_with_its_remedy(tmp_path):
    made = data.make(tmp_path)
    (made / "settings.json").write_text("{")
    with pytest.raises(Failure, match=r"damaged.*remove that file"):
        made.settings()


def test_a_folder_without_natter_is_none(tmp_path):
    assert data.find(tmp_path) is None


def _with_settings(folder):
    (folder / "settings.json").write_text("{}")
    return folder
