"""The browser client is built when, and only when, something of it changed; what npm cannot do is explained."""

import pytest

from deploy import web


@pytest.fixture
def project(tmp_path):
    for name, text in {
        "package.json": "{}",
        "src/main.tsx": "1",
        "dist/index.html": "x",
        "node_modules/a/b.js": "x",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.mark.parametrize("name", ["src/main.tsx", "src/new.tsx", "package.json", "index.html"])
def test_a_changed_source_is_another_fingerprint(project, name):
    before = web.fingerprint(project)
    (project / name).write_text("2")
    assert web.fingerprint(project) != before


@pytest.mark.parametrize("name", ["dist/index.html", "node_modules/a/b.js", ".cache"])
def test_what_is_made_from_the_sources_does_not_count(project, name):
    before = web.fingerprint(project)
    (project / name).write_text("2")
    assert web.fingerprint(project) == before


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("npm error code ENOTFOUND", "the npm registry cannot be reached: check the network"),
        ("npm error code ECONNREFUSED", "the npm registry cannot be reached"),
        ("npm error code EINTEGRITY", "its hash differs"),
        ("npm error code ENOSPC", "the disk is full"),
        (
            "`npm ci` can only install packages when your package.json and package-lock.json are in sync",
            "do not agree",
        ),
        ("src/main.tsx: Unexpected token", "Unexpected token"),
    ],
)
def test_what_npm_complains_about_becomes_a_sentence(tmp_path, said, sentence):
    log = tmp_path / "npm.log"
    log.write_text(said)
    assert sentence in str(web._explain("client", log))
