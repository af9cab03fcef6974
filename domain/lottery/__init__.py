"""The voucher lottery: a draw that everybody who applied can check alone (scheme MVL-1)."""
