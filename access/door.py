"""Everything that sign-in needs, as one object."""

from sqlalchemy import Engine

from access.oidc import Oidc, OidcSettings
from access.policies import Policies
from access.principal import Principal
from access.rate_limits import RateLimits, Rates
from access.sessions import Sessions
from access.tokens import PREFIX, Tokens
from access.users import Users
from graph.errors import NotAuthenticated


class Door:
    """Lets in by password, session, token or identity provider, and knows what the policies say."""

    def __init__(
        self,
        engine: Engine,
        *,
        policies: Policies | None = None,
        oidc: OidcSettings | None = None,
        rates: Rates | None = None,
        names_omissions: bool = True,
    ) -> None:
        self.policies = policies or Policies.shipped()
        self.users = Users(engine)
        self.sessions = Sessions(engine)
        self.tokens = Tokens(engine, self.policies.operations())
        self.oidc = None if oidc is None else Oidc(engine, self.users, oidc)
        self.limits = RateLimits(rates or Rates())
        self.names_omissions = names_omissions

    def by_bearer(self, secret: str) -> Principal:
        """Return whose token this is; raises NotAuthenticated."""
        if not secret.startswith(PREFIX) and self.oidc is not None:
            return self.oidc.bearer(secret)
        principal = self.tokens.find(secret)
        if principal is None:
            raise NotAuthenticated("The token is not known, is over, or was revoked.")
        return principal

    def by_session(self, secret: str) -> Principal:
        """Return whose session this is; raises NotAuthenticated."""
        principal = self.sessions.find(secret)
        if principal is None:
            raise NotAuthenticated("The session is over; sign in again.")
        return principal
