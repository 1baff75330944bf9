"""A whole auth service in memory, and people who use it through its HTTP door."""

import io
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from services.auth.app import create_app
from services.auth.local_limits import LocalLimits
from services.auth.passwords import Passwords
from services.auth.settings import AuthSettings
from services.common import logs
from tests.unit.auth.fakes import AtOnce, Clock, FakeBus, fake_stores

PASSWORD = "correct horse battery staple"


class Auth:
    """One auth service with everything around it within reach."""

    def __init__(self, signing_key_file, **settings):
        self.clock, self.bus, self.stores = Clock(), FakeBus(), fake_stores()
        self.settings = AuthSettings(
            nats_url="nats://nowhere",
            mongodb_uri="mongodb://nowhere",
            redis_url="redis://nowhere",
            log_level="info",
            signing_key_file=signing_key_file,
            **settings,
        )
        self.passwords = Passwords(AtOnce(), memory_kib=8, rounds=1)
        self.flask = create_app(
            self.settings,
            bus=self.bus,
            stores=self.stores,
            limits=LocalLimits(self.clock.monotonic),
            passwords=self.passwords,
            now=self.clock,
        )

    def browser(self, address="192.0.2.1", user_agent="Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"):
        return Browser(self, address, user_agent)

    def person(self, username, **fields):
        """A browser that is logged in to a fresh account."""
        browser = self.browser()
        answer = browser.register(username, **fields)
        assert answer.status_code == 201, answer.text
        return browser


class Browser:
    """Keeps the refresh cookie and the access token like ours does. Answers are Flask's."""

    def __init__(self, auth, address, user_agent):
        self._client = auth.flask.test_client()
        self.address, self.user_agent = address, user_agent
        self.token = None
        self.user = None

    def call(self, method, path, *, token=None, headers=None, **more):
        sent = {"X-Real-IP": self.address, "User-Agent": self.user_agent, **(headers or {})}
        if token or self.token:
            sent["Authorization"] = f"Bearer {token or self.token}"
        return self._client.open(f"/api/auth{path}", method=method, headers=sent, **more)

    def register(self, username, **fields):
        body = {"username": username, "display_name": username.title(), "password": PASSWORD, **fields}
        return self._let_in(self.call("POST", "/register", json=body))

    def login(self, login, password=PASSWORD):
        return self._let_in(self.call("POST", "/login", json={"login": login, "password": password}))

    def refresh(self, headers=None):
        sent = {"X-Natter-Client": "web"} if headers is None else headers
        return self._let_in(self.call("POST", "/refresh", headers=sent))

    def logout(self):
        return self.call("POST", "/logout", headers={"X-Natter-Client": "web"})

    @property
    def cookie(self):
        kept = self._client.get_cookie("natter_refresh", path="/api/auth")
        return kept.value if kept else None

    @cookie.setter
    def cookie(self, value):
        self._client.set_cookie("natter_refresh", value, path="/api/auth")

    def _let_in(self, answer):
        if answer.status_code in (200, 201):
            self.token, self.user = answer.json["access_token"], answer.json["user"]
        return answer


@pytest.fixture(scope="session")
def signing_key_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("auth") / "key.pem"
    path.write_bytes(Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


@pytest.fixture
def make_auth(signing_key_file):
    """An auth service with settings of its own."""
    return lambda **settings: Auth(signing_key_file, **settings)


@pytest.fixture
def auth(make_auth):
    return make_auth()


@pytest.fixture
def ana(auth):
    return auth.person("ana", email="ana@example.org")


@pytest.fixture
def audit(auth, monkeypatch):
    """Answers the audit lines written since the test began, as parsed JSON."""
    written = io.StringIO()
    monkeypatch.setitem(logs._state, "stream", written)
    return lambda: [line for line in map(json.loads, written.getvalue().splitlines()) if line["part"] == "audit"]
