"""The duplicates desk (名寄せ): who looks like one person, and what a person decides of it."""
