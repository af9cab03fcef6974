"""The form engine: definitions of questions, and reading what people typed into them.

Standard library, WTForms and two libraries for text (jaconv, email-validator). No Flask, no SQLAlchemy.
"""
