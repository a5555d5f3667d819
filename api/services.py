"""What the routes work with: one object made by the composition root, handed to `create_app`."""

from dataclasses import dataclass

from graph.store import Store


@dataclass(frozen=True)
class Services:
    """The readers and writers behind the routes."""

    store: Store
