"""What people may call themselves: usernames, display names, status texts and e-mail addresses, cleaned or refused.

Called by registration, logins and profiles. Every refusal is an InvalidInput that says what would be right.
"""

import re
import unicodedata

from services.common import mentions
from services.common.errors import InvalidInput
from services.common.texts import has_control, is_blank, one_line

DISPLAY_NAME_LIMIT = 64
STATUS_TEXT_LIMIT = 100
EMAIL_LIMIT = 254
PASSWORD_SHORTEST, PASSWORD_LONGEST = 8, 1_024

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def clean_username(text: str) -> str:
    username = fold_login(text)
    if not _USERNAME.fullmatch(username):
        raise InvalidInput(
            "A username has 2 to 32 of a–z, 0–9, dot, dash and underscore, and begins with a letter or digit.",
            field="username",
        )
    if username == mentions.ALL:
        raise InvalidInput("This name speaks to everybody in a group. Choose another one.", field="username")
    return username


def clean_display_name(text: str) -> str:
    name = one_line(text, "display_name")
    if is_blank(name):
        raise InvalidInput("Give a name that can be seen.", field="display_name")
    if len(name) > DISPLAY_NAME_LIMIT:
        raise InvalidInput(f"A name has at most {DISPLAY_NAME_LIMIT} characters.", field="display_name")
    return name


def clean_status_text(text: str) -> str:
    status = one_line(text, "status_text")
    if len(status) > STATUS_TEXT_LIMIT:
        raise InvalidInput(f"A status has at most {STATUS_TEXT_LIMIT} characters.", field="status_text")
    return status


def clean_email(text: str | None) -> str | None:
    """None for an empty one: the field may be left out."""
    email = fold_login(text or "")
    if not email:
        return None
    if len(email) > EMAIL_LIMIT or not _EMAIL.fullmatch(email) or has_control(email):
        raise InvalidInput("This is not an e-mail address.", field="email")
    return email


def clean_password(text: str) -> str:
    if len(text) < PASSWORD_SHORTEST:
        raise InvalidInput(f"A password has at least {PASSWORD_SHORTEST} characters.", field="password")
    if len(text) > PASSWORD_LONGEST:
        raise InvalidInput(f"A password has at most {PASSWORD_LONGEST} characters.", field="password")
    return text


def fold_login(text: str) -> str:
    """Usernames and e-mail addresses are the same in capitals."""
    return unicodedata.normalize("NFKC", text.strip()).casefold()
