"""Notices: mails to send, written in the same transaction as what they tell."""
