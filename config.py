"""Every setting: its name, its default, the environment variable of the same name, and why it is there."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent


@dataclass(frozen=True)
class Setting:
    """One setting; its default's type says how the environment's text is read."""

    name: str
    default: Any
    why: str

    def read(self, environment: Mapping[str, str]) -> Any:
        """Return the value from the environment, or the default; ValueError names what is wrong."""
        text = environment.get(self.name)
        if text is None:
            return self.default
        if isinstance(self.default, bool):
            return text.strip().lower() in ("1", "true", "yes", "on")
        try:
            return type(self.default)(text)
        except ValueError as error:
            raise ValueError(f"{self.name}={text!r}: a {type(self.default).__name__} is expected") from error


SETTINGS = (
    Setting("SIDE", "all", "which pages this process serves: public (Internet), office (LGWAN), or all"),
    Setting("TOWN_NAME", "青葉野市", "the city's name, in every header and mail"),
    Setting("TOWN_CONTACT", "", "a line with telephone and hours, in every footer and mail"),
    Setting("BASE_URL", "http://127.0.0.1:8000", "address of the residents' pages, for links in mails"),
    Setting("OFFICE_URL", "", "address of staff's pages, for links in mails to staff; empty: BASE_URL"),
    Setting("DATABASE_URL", "", "SQLAlchemy URL; empty: SQLite in the instance folder"),
    Setting(
        "DATABASE_POOL",
        8,
        "connections per process: at least as many as it has threads, or they wait for each other",
    ),
    Setting(
        "SECRET_KEY", "", "signs cookies, links and codes; empty: a random one kept in the instance folder"
    ),
    Setting("ASSETS", "cdn", "where htmx comes from: cdn, or self where the CDN cannot be reached"),
    Setting("TRUSTED_PROXIES", 0, "how many proxies in front set X-Forwarded-*; 0 believes none"),
    Setting("SECURE_COOKIES", False, "set behind HTTPS: cookies are then never sent without it"),
    Setting("MAIL_FOLDER", "", "write mails as files into this folder instead of sending them"),
    Setting("MAIL_FROM", "madoguchi@example.jp", "sender of every mail"),
    Setting("SMTP_HOST", "127.0.0.1", "mail server"),
    Setting("SMTP_PORT", 25, "its port"),
    Setting(
        "SMTP_SECURITY",
        "none",
        "none, starttls or tls; the server must have a certificate for SMTP_HOST that this machine trusts",
    ),
    Setting("SMTP_USER", "", "login at the mail server; empty: none"),
    Setting("SMTP_PASSWORD", "", "and its password"),
    Setting(
        "EMBEDDED_WORKER",
        False,
        "do the work of `flask worker` from threads of this process (development, small towns)",
    ),
    Setting(
        "SAMPLE_TOWN",
        False,
        "this is the sample town: shows its accounts and lets mails be read in the browser",
    ),
    Setting(
        "KEPT_SECONDS",
        1,
        "how old the sessions and empty forms that residents see may be; 0: made anew each time",
    ),
    Setting(
        "UPLOADS_PER_HOUR",
        100,
        "files that one address may send in an hour; those of the office are not counted",
    ),
    Setting("UPLOADS", "", "folder for papers that people send; empty: uploads in the instance folder"),
    Setting(
        "UPLOAD_BYTES",
        16 * 1024 * 1024,
        "largest file that is taken: a photograph of a phone has 3 to 12 MB, a scan of ten pages less",
    ),
    Setting(
        "UPLOAD_PAGE_BYTES",
        64 * 1024 * 1024,
        "most bytes of files of one page; they wait on disk while they are looked at, so this bounds what one can fill",
    ),
    Setting(
        "UPLOAD_PIXELS",
        60_000_000,
        "largest photograph that is opened: a decoded one takes 3 bytes a pixel in memory, and phones take up to 50 million",
    ),
    Setting("UPLOAD_SIDE", 3500, "longest side, in pixels, that a photograph is kept in: A4 at 300 dpi"),
    Setting("HORIZON_DAYS", 62, "how many days ahead slots are made"),
    Setting("LINK_DAYS", 30, "days after the day of use until which the link in a mail opens the booking"),
    Setting(
        "DRAFT_DAYS", 30, "days since it was saved last after which a form to be gone on with is deleted"
    ),
    Setting("REMEMBER_DAYS", 400, "days unused after which a remembered household is forgotten"),
    Setting("UNDO_MINUTES", 5, "minutes that the mail of a decision waits, while the decision can be undone"),
    Setting("SIGN_IN_IDLE_MINUTES", 60, "minutes without a click after which staff sign in again"),
    Setting("SIGN_IN_HOURS", 12, "hours after which staff sign in again in any case"),
    Setting("FOUR_EYES", True, "who changed a form last cannot be the one who approves it"),
)


def read_settings(environment: Mapping[str, str], instance: Path) -> dict[str, Any]:
    """Return every setting, with what is empty derived; creates the instance folder and its key."""
    settings = {setting.name: setting.read(environment) for setting in SETTINGS}
    _check_choice(settings, "SIDE", ("public", "office", "all"))
    _check_choice(settings, "ASSETS", ("cdn", "self"))
    _check_choice(settings, "SMTP_SECURITY", ("none", "starttls", "tls"))
    instance.mkdir(parents=True, exist_ok=True)
    settings["DATABASE_URL"] = _placed(settings["DATABASE_URL"] or "sqlite:///town.db", instance)
    settings["UPLOADS"] = str(Path(settings["UPLOADS"] or instance / "uploads").absolute())
    settings["SECRET_KEY"] = settings["SECRET_KEY"] or kept_key(instance / "secret-key")
    return settings


def instance_folder(environment: Mapping[str, str]) -> Path:
    """Return where this town keeps what is its own: INSTANCE, or the folder ``instance`` beside the code."""
    return Path(environment.get("INSTANCE", ROOT / "instance")).absolute()


def agree(settings: dict[str, Any]) -> None:
    """Change what one setting demands of another."""
    if settings["SIDE"] == "office":
        settings["ASSETS"] = "self"  # a closed network reaches no CDN


def kept_key(path: Path) -> str:
    """Return the random key kept in ``path``, made once and readable by its owner only."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32))
    return path.read_text()


def _placed(url: str, instance: Path) -> str:
    """Put a SQLite file that is named without a folder into the instance folder, whichever process opens it."""
    scheme, found, file = url.partition("sqlite:///")
    is_placed = scheme or not found or not file or file.startswith(("/", ":memory:"))
    return url if is_placed else f"sqlite:///{(instance / file).absolute()}"


def _check_choice(settings: dict[str, Any], name: str, choices: tuple[str, ...]) -> None:
    if settings[name] not in choices:
        raise ValueError(f"{name}={settings[name]!r}: one of {', '.join(choices)} is expected")
