"""What an algorithm says when it cannot run."""


class CannotRun(ValueError):
    """An algorithm cannot run on this input or with these parameters; the text says why, for the user."""
