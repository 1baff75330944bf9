"""What auth answers, beside the shapes that all services share."""

from services.common.shapes import Answer, User


class Me(User):
    """One's own profile: what others see, and what they do not."""

    email: str | None


class LoggedIn(Answer):
    """Comes with the refresh cookie. `expires_in`: seconds that the access token is good for."""

    user: Me
    access_token: str
    expires_in: int


class UserPage(Answer):
    users: list[User]
    next: None = None


class Session(Answer):
    """A device that is logged in; `current` is the one that asks."""

    id: str
    device: str
    user_agent: str
    address: str
    created_at: str
    last_used_at: str
    current: bool


class SessionPage(Answer):
    sessions: list[Session]
    next: None = None
