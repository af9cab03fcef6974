"""What staff and residents hear when the town does not let them in."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from domain.clock import in_tokyo
from domain.refusals import Refusal
from forms.messages import for_staff, message


class TooManyTries(Refusal):
    """Too many wrong tries; ``until`` is the moment of the next one."""

    status: ClassVar[int] = 429

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(
            message("続けて間違えたため、しばらくお待ちいただいています。"),
            message("{time}以降にもう一度お試しください。", time=f"{in_tokyo(until):%H:%M}"),
        )


class WrongPassword(Refusal):
    """The login or the password is wrong; which of them is not told."""

    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(
            message("職員IDまたはパスワードが違います。"),
            message("入力し直してください。分からないときはシステム管理者に連絡してください。"),
        )


class WrongCode(Refusal):
    """The code of the second factor is wrong, or was used before."""

    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(
            message("認証コードが違うか、使用済みです。"),
            message("認証アプリに新しいコードが出てから、入力し直してください。"),
        )


class NotSignedIn(Refusal):
    """The sign-in has ended, or was ended."""

    status: ClassVar[int] = 401

    def __init__(self) -> None:
        super().__init__(
            message("ログインの有効期限が切れました。"), message("もう一度ログインしてください。")
        )


class WeakPassword(Refusal):
    """A new password is too short or too plain."""

    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(
            message("このパスワードは推測されやすいため使えません。"),
            message("12文字以上128文字以内で、同じ文字の繰り返しを避けてください。"),
        )


class LoginTaken(Refusal):
    """Another member of staff has this login."""

    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(
            message("この職員IDは使えません。"),
            message("使われていない職員IDを、半角の英数字と . _ @ - の60文字以内で決めてください。"),
        )


class LastAdministrator(Refusal):
    """Nobody would be left who can manage staff."""

    def __init__(self) -> None:
        super().__init__(
            message("システム管理の職員がいなくなるため、変更できません。"),
            message("先に別の職員にシステム管理の役割を付けてください。"),
        )


class NoAddress(Refusal):
    """What was typed is no mail address."""

    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(for_staff("メールアドレスの形になっていません（例：namae@city.example.jp）。"))
