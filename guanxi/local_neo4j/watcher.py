"""What starting and stopping tells whoever watches; this one is silent, the terminal's is in guanxi.cli."""


class Watcher:
    """Told of each step. Override what is to be shown."""

    def say(self, sentence: str) -> None:
        """A step begins."""

    def download_starts(self, jar_count: int, total_bytes: int) -> None:
        """So many jars of so many bytes are about to be downloaded."""

    def download_advances(self, received_bytes: int) -> None:
        """So many more bytes are on disk; negative for some thrown away. Called from several threads."""
