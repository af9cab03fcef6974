"""The voucher campaign, on each database."""

from __future__ import annotations

import pytest

from tests.domain.hall import Hall
from tests.domain.lottery.voucher import Voucher


@pytest.fixture
def voucher(hall: Hall) -> Voucher:
    """Give a campaign whose first round has been announced and is open."""
    return Voucher(hall)
