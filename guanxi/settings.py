"""Every setting of the product, and the only code that reads the environment.

Each is given as `GUANXI_<NAME>`, groups with a double underscore: `GUANXI_NEO4J__URI`.
"""

import os
import sys
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from graph.errors import SettingsInvalid
from guanxi.local_neo4j import LocalNeo4jSettings

PREFIX = "GUANXI_"
_RATE = r"^[1-9]\d{0,6}/(second|minute|hour|day)$"


Origin = Annotated[str, StringConstraints(pattern=r"^https?://[A-Za-z0-9.-]+(:\d{1,5})?$")]
"""One named site: a star beside cookies would let every site act for the user."""


class Neo4jSettings(BaseModel):
    """Which Neo4j is used; with no address, the one that `guanxi up` starts."""

    model_config = ConfigDict(extra="forbid")

    uri: str | None = Field(
        None,
        pattern=r"^(bolt|neo4j)(\+s|\+ssc)?://",
        description="Address of a Neo4j 5 that you run: bolt://, neo4j:// or neo4j+s://.",
    )
    user: str = Field("neo4j", description="User of that server.")
    password: SecretStr | None = Field(None, description="Password of that user; a file is better.")
    password_file: Path | None = Field(None, description="File that holds the password.")
    database: str = Field("neo4j", description="Database on that server.")
    read_timeout_seconds: float = Field(30.0, gt=0, description="Longest time that one read may take.")
    write_timeout_seconds: float = Field(120.0, gt=0, description="Longest time that one write may take.")


class ServiceSettings(BaseModel):
    """Where and how the HTTP service listens."""

    model_config = ConfigDict(extra="forbid")

    host: str = Field("127.0.0.1", description="Address to listen on; beyond loopback, TLS has to be in front of it.")
    port: int = Field(8000, ge=1, le=65535, description="Port to listen on.")
    log_format: str = Field(
        "console", pattern="^(console|json)$", description="Form of the log lines: console or json."
    )
    allowed_hosts: tuple[str, ...] = Field(
        (), description="Names that requests may call the service by, beside loopback and the address it listens on."
    )
    cors_origins: tuple[Origin, ...] = Field(
        (), description="Sites whose scripts may call the service from a browser, as https://crm.bank.example."
    )
    deadline_seconds: float = Field(60.0, gt=0, description="Longest time until an answer begins.")


class RelatedPartySettings(BaseModel):
    """Where the walk over related parties stops."""

    model_config = ConfigDict(extra="forbid")

    hub_degree_max: int = Field(
        10,
        ge=1,
        description="A phone, address or device shared by more parties than this is a hub: not walked.",
    )
    hub_count_max: int = Field(50, ge=1, description="Sharers of a hub are counted up to this.")
    fan_out_max: int = Field(500, ge=1, description="A party with more ties than this is shown but not walked through.")
    parties_max: int = Field(1_000, ge=1, description="Most parties in one answer; more is said as truncated.")


class OidcProviderSettings(BaseModel):
    """The bank's identity provider (OpenID Connect)."""

    model_config = ConfigDict(extra="forbid")

    issuer: str | None = Field(
        None,
        pattern=r"^(https://|http://(localhost|127\.0\.0\.1)(:|/|$))",
        description="Address of the provider, https:// unless it is on this machine; none is used without.",
    )
    client_id: str = Field("guanxi", description="By which the provider knows this service.")
    client_secret_file: Path | None = Field(None, description="File that holds the client's secret, when it has one.")
    redirect_uri: str = Field(
        "http://127.0.0.1:8000/api/v1/sign-in/provider/return", description="Where the provider sends the browser back."
    )
    audience: str | None = Field(None, description="Audience of programs' tokens, when it is not the client id.")
    roles_claim: str = Field("roles", description="Claim that holds the user's groups or roles.")
    role_of: dict[str, str] = Field({}, description="Value of that claim → role here, as JSON.")
    employee_claim: str = Field("employee_id", description="Claim that holds the employee's id in the graph.")


class SignInSettings(BaseModel):
    """Who may come in, and how often they may ask."""

    model_config = ConfigDict(extra="forbid")

    oidc: OidcProviderSettings = Field(OidcProviderSettings(), description="The bank's identity provider.")
    tries: str = Field("20/minute", pattern=_RATE, description="Tries to sign in from one address or for one name.")
    requests: str = Field("1200/minute", pattern=_RATE, description="Requests of one caller.")
    names_omissions: bool = Field(default=True, description="Whether an answer says what was withheld from it.")
    team_lead_titles: tuple[str, ...] = Field(
        ("TEAM_LEAD",), description="Employees with these see their team's books."
    )
    branch_head_titles: tuple[str, ...] = Field(
        ("BRANCH_HEAD",), description="Employees with these see the customers of their branch and of all below it."
    )


class AnalystSettings(BaseModel):
    """Statements that analysts write themselves."""

    model_config = ConfigDict(extra="forbid")

    timeout_seconds: float = Field(20.0, gt=0, le=300, description="Longest time that an analyst's statement may run.")
    rows_max: int = Field(5_000, ge=1, description="Most rows of one answer.")
    answer_bytes_max: int = Field(10 * 1024 * 1024, ge=1024, description="Most bytes of one answer.")
    running_per_user: int = Field(2, ge=1, description="Statements that one analyst may have running at once.")
    running_in_all: int = Field(4, ge=1, description="Statements that may run at once in all.")
    replica_uri: str | None = Field(
        None,
        pattern=r"^(bolt|neo4j)(\+s|\+ssc)?://",
        description="Address of a replica that you run and fill by `guanxi replica export`; the local one without it.",
    )
    replica_user: str = Field("neo4j", description="User of that replica.")
    replica_password_file: Path | None = Field(None, description="File that holds the password of that user.")
    replica_database: str = Field("neo4j", description="Database on that replica.")
    replica_heap_megabytes: int = Field(600, ge=256, description="Java heap of the local replica.")
    replica_page_cache_megabytes: int = Field(128, ge=64, description="Memory in which it caches its store files.")
    replica_transaction_megabytes: int = Field(128, ge=16, description="Memory of one statement on it.")


class PrivacySettings(BaseModel):
    """The rights of persons."""

    model_config = ConfigDict(extra="forbid")

    retention_file: Path | None = Field(
        None, description="YAML file of how long each class of data is kept, in place of privacy/retention.yaml."
    )


class CapitalSettings(BaseModel):
    """The bank's capital, against which exposures are held."""

    model_config = ConfigDict(extra="forbid")

    currency: str = Field("CNY", pattern="^[A-Z]{3}$", description="Currency of the bank's capital and limits.")
    tier1: Decimal | None = Field(None, gt=0, description="Net Tier 1 capital; limits of it are open without.")
    bank_party_id: str | None = Field(
        None, description="Party id of the bank itself; without it nobody is derived as related to the bank."
    )
    net_capital: Decimal | None = Field(None, gt=0, description="Net capital; limits of it are open without.")


class Settings(BaseSettings):
    """All settings in force."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid")

    home: Path = Field(Path("~/.guanxi"), description="Folder of everything that Guanxi keeps on this machine.")
    neo4j: Neo4jSettings = Field(Neo4jSettings(), description="Which Neo4j is used.")
    local_neo4j: LocalNeo4jSettings = Field(LocalNeo4jSettings(), description="The Neo4j that `guanxi up` starts.")
    database_url: SecretStr | None = Field(
        None, description="SQLAlchemy address of the database for users and the audit; service.db in HOME without it."
    )
    key_file: Path | None = Field(
        None, description="File that holds the keys of sealed fields; keys.json in HOME without it."
    )
    sign_in: SignInSettings = Field(SignInSettings(), description="Sign-in.")
    privacy: PrivacySettings = Field(PrivacySettings(), description="The rights of persons.")
    service: ServiceSettings = Field(ServiceSettings(), description="The HTTP service.")
    analyst: AnalystSettings = Field(AnalystSettings(), description="Statements that analysts write.")
    capital: CapitalSettings = Field(CapitalSettings(), description="The bank's capital.")
    related_parties: RelatedPartySettings = Field(
        RelatedPartySettings(), description="Limits of the walk over related parties."
    )

    def model_post_init(self, _context: object) -> None:
        """Resolve `~`, so that every later path is absolute."""
        self.home = self.home.expanduser().absolute()


def load_settings() -> Settings:
    """Read the environment; raises SettingsInvalid with the name of each bad setting."""
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and not _is_known(name))
    if unknown:
        sys.stderr.write(f"Unknown settings are ignored: {', '.join(unknown)}\n")
    try:
        return Settings()
    except SettingsError as error:
        raise SettingsInvalid(f"Settings are not usable: {error}.") from error
    except ValidationError as error:
        places = "; ".join(
            f"{PREFIX}{'__'.join(str(part) for part in item['loc']).upper()}: {item['msg']}" for item in error.errors()
        )
        raise SettingsInvalid(f"Settings are not usable. {places}") from error


def neo4j_password(settings: Neo4jSettings) -> str:
    """Return the password of a server that the user runs; raises SettingsInvalid when none is given."""
    if settings.password is not None:
        return settings.password.get_secret_value()
    if settings.password_file is None:
        raise SettingsInvalid(
            "GUANXI_NEO4J__URI is set without a password; give GUANXI_NEO4J__PASSWORD_FILE or GUANXI_NEO4J__PASSWORD."
        )
    try:
        return settings.password_file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsInvalid(f"The password file cannot be read: {error}") from error


def setting_names() -> dict[str, tuple[str, str]]:
    """Return name → (default, description) of every setting, for the documentation."""
    return _names(Settings, PREFIX)


def _names(model: type[BaseModel], prefix: str) -> dict[str, tuple[str, str]]:
    names: dict[str, tuple[str, str]] = {}
    for name, field in model.model_fields.items():
        group = field.annotation
        if isinstance(group, type) and issubclass(group, BaseModel):
            names |= _names(group, f"{prefix}{name.upper()}__")
        else:
            names[f"{prefix}{name.upper()}"] = (str(field.default), field.description or "")
    return names


def _is_known(name: str) -> bool:
    return name in setting_names() or name.startswith(f"{PREFIX}TEST_")
