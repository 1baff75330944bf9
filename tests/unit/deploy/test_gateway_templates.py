"""The gateway's templates: filled in completely, safe against odd values, every answer with its headers."""

import re

import pytest

from deploy import places
from deploy.failure import Failure
from deploy.stack import data, gateway, secrets
from deploy.stack.program import fingerprint

PORTS = {name: 20_000 + index for index, name in enumerate(secrets.SERVICES)}
TEMPLATES = [path for path in places.GATEWAY.iterdir() if path.suffix in (".conf", ".template")]


def values(tmp_path, **settings):
    return gateway.variables(data.make(tmp_path / "a b"), tmp_path / "a b" / "run", "127.0.0.1", 8080, PORTS, settings)


def test_every_variable_of_the_templates_has_a_value(tmp_path):
    gateway.render(tmp_path / "out", values(tmp_path))
    for path in (tmp_path / "out").iterdir():
        assert not gateway.VARIABLE.search(path.read_text()), path.name


def test_a_setting_reaches_the_gateway(tmp_path):
    gateway.render(tmp_path / "out", values(tmp_path, NATTER_SIGN_INS_PER_SECOND="7"))
    assert "rate=7r/s" in (tmp_path / "out" / "nginx.conf").read_text()


@pytest.mark.parametrize("value", ['10"; evil', "10; evil", "10\nevil", "${x}", "a}b"])
def test_a_value_that_would_write_configuration_is_refused(tmp_path, value):
    with pytest.raises(Failure, match="cannot use"):
        gateway.render(tmp_path / "out", values(tmp_path, NATTER_TRUSTED_PROXY=value))


def test_a_changed_template_value_is_another_program(tmp_path):
    one = gateway.render(tmp_path / "one", values(tmp_path))
    two = gateway.render(tmp_path / "two", values(tmp_path, NATTER_SIGN_INS_PER_SECOND="7"))
    assert fingerprint(*one) != fingerprint(*two)
    assert fingerprint(*one) == fingerprint(*gateway.render(tmp_path / "again", values(tmp_path)))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_block_that_adds_a_header_adds_all_the_safe_ones_too(path):
    # nginx forgets inherited headers as soon as a block has one of its own.
    for block in re.findall(r"location[^{]*\{([^{}]*)\}", path.read_text().replace("${", "$<")):
        if "add_header" in block:
            assert "security-headers.conf" in block or "api-answer.conf" in block or "api-errors.conf" in block


def test_the_policy_allows_no_inline_code_and_no_other_place():
    policy = re.search(r'Content-Security-Policy "([^"]+)"', (places.GATEWAY / "security-headers.conf").read_text())[1]
    assert "unsafe" not in policy
    for part in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy


def test_no_query_is_written_to_the_access_log():
    form = re.search(r"log_format structured.*?;", (places.GATEWAY / "nginx.conf.template").read_text(), re.S)[0]
    assert not re.search(r"\$(request|request_uri|args|query_string|http_referer|uri)\b(?!_)", form)
