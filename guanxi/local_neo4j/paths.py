"""Where each file of the local Neo4j lies under its home folder."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from graph.errors import LocalNeo4jError

# Neo4j that meets a full disk fails even its reads until it is restarted: stay well away from it.
FREE_BYTES_MIN = 1 << 30


@dataclass(frozen=True)
class ServerPaths:
    """The folders and files of one local Neo4j; `home` is Guanxi's own folder."""

    home: Path

    @property
    def root(self) -> Path:
        """Everything of the server."""
        return self.home / "neo4j"

    @property
    def data(self) -> Path:
        """The databases: the one folder that must not be lost."""
        return self.root / "data"

    @property
    def logs(self) -> Path:
        """Neo4j's own logs and `console.log`."""
        return self.root / "logs"

    @property
    def console_log(self) -> Path:
        """What the Java process prints."""
        return self.logs / "console.log"

    @property
    def conf(self) -> Path:
        """Written anew at every start."""
        return self.root / "conf"

    @property
    def plugins(self) -> Path:
        """Links to the jars that Neo4j loads procedures from."""
        return self.root / "plugins"

    @property
    def temporary(self) -> Path:
        """Where Java unpacks native libraries: the system's own folder is often mounted noexec."""
        return self.root / "tmp"

    @property
    def password_file(self) -> Path:
        """The generated password, readable by its owner alone."""
        return self.root / "password"

    @property
    def ports_file(self) -> Path:
        """The ports chosen once for this home."""
        return self.root / "ports.json"

    @property
    def process_file(self) -> Path:
        """Which process serves this home."""
        return self.root / "process.json"

    @property
    def lock_file(self) -> Path:
        """Held while one `guanxi up` or `guanxi down` works."""
        return self.root / "up.lock"

    @property
    def initialized(self) -> bool:
        """Whether Neo4j has created its databases, so that the password is set inside them."""
        return (self.data / "databases" / "system").is_dir()

    def create(self) -> None:
        """Make the folders, for the owner alone. Raises LocalNeo4jError when the home cannot be written."""
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            for folder in (self.root, self.data, self.logs, self.conf, self.plugins, self.temporary):
                folder.mkdir(mode=0o700, exist_ok=True)
            # Without a name of its own: a second start at the same moment probes too.
            with tempfile.TemporaryFile(dir=self.root):
                pass
        except OSError as error:
            message = (
                f"Cannot write to {self.root} ({error.strerror}). "
                "Set GUANXI_HOME to a folder that you own, or correct its permissions."
            )
            raise LocalNeo4jError(message) from error

    def require_free_space(self) -> None:
        """Raise LocalNeo4jError when so little disk is left that Neo4j would soon stop with a damaged log."""
        free_bytes = shutil.disk_usage(self.root).free
        if free_bytes < FREE_BYTES_MIN:
            message = (
                f"Only {free_bytes >> 20} MiB are free on the disk of {self.root}, "
                f"and Neo4j needs at least {FREE_BYTES_MIN >> 20} MiB. "
                "Free some space, or set GUANXI_HOME to a folder on another disk."
            )
            raise LocalNeo4jError(message)
