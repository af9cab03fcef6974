"""The sample town of ``make run``: two playrooms by the rules of real cities, staff, a month of bookings."""

from __future__ import annotations

from sample.town import plant

__all__ = ["plant"]
