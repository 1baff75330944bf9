"""The operator's settings file."""

import pytest

from deploy import settings_file
from deploy.failure import Failure


def test_the_environment_wins_over_the_file(tmp_path):
    path = tmp_path / "natter.env"
    path.write_text("# why\nLOG_LEVEL=debug\n\nREDIS_URL = redis://x:y=z@h\n")
    assert settings_file.read(path, {"LOG_LEVEL": "warning", "EMPTY": ""}) == {
        "LOG_LEVEL": "warning",
        "REDIS_URL": "redis://x:y=z@h",
    }


def test_no_file_is_no_setting(tmp_path):
    assert settings_file.read(tmp_path / "natter.env", {}) == {}


@pytest.mark.parametrize("line", ["LOG_LEVEL", "export LOG_LEVEL=debug", "=debug"])
def test_a_line_that_sets_nothing_is_told(tmp_path, line):
    path = tmp_path / "natter.env"
    path.write_text("A=1\n" + line + "\n")
    with pytest.raises(Failure, match=r"line 2 of .* is not NAME=value"):
        settings_file.read(path, {})
