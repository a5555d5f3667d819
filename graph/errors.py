"""The conditions that Guanxi names instead of letting a library's exception through.

GuanxiError
├── NotFound                    absent, or not visible to this caller
│   ├── CustomerNotFound
│   ├── QueryNotFound
│   ├── CypherQueryNotFound
│   ├── RulePackNotFound
│   ├── DerivationNotFound
│   ├── RunNotFound
│   ├── CommunityNotFound
│   ├── ProductNotFound
│   ├── OverrideNotFound
│   ├── ErasureNotFound
│   ├── SavedQueryNotFound
│   ├── UserNotFound
│   ├── TokenNotFound
│   └── ProviderNotFound
├── DerivationConflict          another run derives the same
├── RunOvertaken                another run writes the same
├── RunConflict                 a run that has not ended, or has no answer
├── OverrideConflict            an override that is not in the state for this step
├── ErasureConflict             an erasure that is not in the state for this step
├── InvalidCursor               a page marker that this service did not hand out
├── InvalidParameters           a value that a query cannot take
├── RequestRefused              a request whose very form is refused
│   ├── HostNotAllowed          the service is not called so
│   ├── AddressTooLong          an address beyond the limit
│   ├── HeadersTooLarge         headers beyond the limit
│   ├── BodyTooLarge            a body beyond the limit
│   ├── BodyTooDeep             JSON that nests too deep
│   ├── MediaTypeNotSupported   a body that is not JSON
│   ├── IdempotencyKeyReused    an idempotency key of another request
│   └── IdempotencyConflict     a repeated request whose first answer cannot be given again
├── TraversalTooLarge           a walk over the graph beyond a written limit
├── GraphUnavailable            Neo4j does not answer, or refuses us
├── SchemaOutOfDate             the graph lacks a migration or a constraint
├── QueryTimeout                a statement ran past its deadline
├── SavedQueryConflict          a saved query that stands otherwise than the change expects
├── CypherRefused               an analyst's statement that is not let through, or that was ended
├── NotAuthenticated            nobody is signed in, or the sign-in is over
│   ├── SignInFailed            a name, password or identity token that is not accepted
│   └── CrossSiteRequest        a browser's change without the session's own token
├── NotPermitted                signed in, and not allowed to do this
├── TooManyRequests             more than this caller may ask in a while
├── UserInvalid                 a user or token that cannot be made or changed so
├── PoliciesInvalid             policies that do not fit their schema
├── KeyUnavailable              a key that was destroyed, or a key file that cannot be used
├── SealBroken                  a sealed value that was changed
├── AuditUnavailable            what was asked cannot be recorded, so it is not done
├── MappingInvalid              a mapping file that cannot be used
├── RulePackInvalid             a rule pack that does not fit its schema
├── SourceUnreadable            a source file that cannot be read at all
├── LegacyGraphUnreadable       an older graph that py2neo cannot read
├── ExportFailed                an export that could not be written
├── DemoFailed                  the demo's bank or service is not as it should be
├── LocalNeo4jError             the Neo4j that we start ourselves
│   ├── JarMismatch             a jar that differs from the lock
│   ├── JarUnavailable          a jar neither cached nor downloadable
│   ├── LocalNeo4jStartFailed   the server process did not come up
│   └── ReplicaRefreshFailed    the analysts' copy could not be renewed; the old one still serves
└── SettingsInvalid             settings that contradict each other
"""


class GuanxiError(Exception):
    """Base of every condition that Guanxi names; the message is a sentence for the user."""


class NotFound(GuanxiError):
    """The thing is absent, or not visible to this caller: the two are not told apart."""


class CustomerNotFound(NotFound):
    """No customer of that id is visible to this caller."""


class QueryNotFound(NotFound):
    """No named read query has that name."""


class CypherQueryNotFound(NotFound):
    """No statement of that id is running on behalf of this caller."""


class RulePackNotFound(NotFound):
    """No rule pack has that name."""


class DerivationNotFound(NotFound):
    """Nothing was derived by that rule pack for that day."""


class RunNotFound(NotFound):
    """There is no such run, or it is somebody else's."""


class ProductNotFound(NotFound):
    """The bank has no such product."""


class CommunityNotFound(NotFound):
    """There is no such community, or communities were not looked for yet."""


class RunOvertaken(GuanxiError):
    """Another run has begun to write the same, and goes on."""


class RunConflict(GuanxiError):
    """The run is not in the state for this: it has not ended, or has no answer."""


class OverrideNotFound(NotFound):
    """There is no such override, or one of its parties is not visible to this caller."""


class DerivationConflict(GuanxiError):
    """Another run has begun to derive the same, and goes on."""


class OverrideConflict(GuanxiError):
    """The override is not in the state for this step, or its decision needs a second person."""


class ErasureNotFound(NotFound):
    """There is no erasure of that certificate, or nothing locked under it any more."""


class ErasureConflict(GuanxiError):
    """The erasure, or what it would erase, is not in the state for this step."""


class SavedQueryNotFound(NotFound):
    """There is no such saved query, or no approved version of it."""


class UserNotFound(NotFound):
    """There is no user of that name."""


class TokenNotFound(NotFound):
    """This user has no token of that id."""


class ProviderNotFound(NotFound):
    """No identity provider is set up."""


class NotAuthenticated(GuanxiError):
    """Nobody is signed in, or the sign-in is over."""


class SignInFailed(NotAuthenticated):
    """The name, the password or the identity token is not accepted; which of them is not said."""


class CrossSiteRequest(NotAuthenticated):
    """A browser asked for a change without the token that its session was given."""


class NotPermitted(GuanxiError):
    """The caller's roles do not allow this."""


class TooManyRequests(GuanxiError):
    """More was asked than this caller may ask in a while; `retry_after_seconds` says when to ask again."""

    def __init__(self, message: str, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class UserInvalid(GuanxiError):
    """A user or a token cannot be made or changed in this way."""


class PoliciesInvalid(GuanxiError):
    """The policies do not fit their schema."""


class KeyUnavailable(GuanxiError):
    """A key was destroyed or never was here, or the key file cannot be used."""


class SealBroken(GuanxiError):
    """A sealed value was changed since it was sealed, or is none."""


class InvalidCursor(GuanxiError):
    """The page marker was not handed out by this service."""


class InvalidParameters(GuanxiError):
    """A parameter is missing, unknown, or of another type than the query declares."""


class RequestRefused(GuanxiError):
    """A request is refused by its form, before anything is looked up."""


class HostNotAllowed(RequestRefused):
    """The header Host has a name that is none of the service's."""


class AddressTooLong(RequestRefused):
    """The address of the request is too long."""


class HeadersTooLarge(RequestRefused):
    """The headers of the request are too many or too long."""


class BodyTooLarge(RequestRefused):
    """The body of the request is too large."""


class BodyTooDeep(RequestRefused):
    """The body of the request nests too deep."""


class MediaTypeNotSupported(RequestRefused):
    """The body of the request is not JSON."""


class IdempotencyKeyReused(RequestRefused):
    """The idempotency key was given with another request before."""


class IdempotencyConflict(RequestRefused):
    """The request was made before with this key, and its answer is not there yet, was not kept, or is unknown."""


class TraversalTooLarge(GuanxiError):
    """The walk would pass a written limit; the message names it."""


class GraphUnavailable(GuanxiError):
    """Neo4j cannot be reached, is starting, or refuses our credentials."""


class SchemaOutOfDate(GuanxiError):
    """The graph lacks a migration, a constraint or an index that this version needs."""


class QueryTimeout(GuanxiError):
    """A statement ran past its deadline and was ended by the server."""


class AuditUnavailable(GuanxiError):
    """The audit cannot be written, so nothing is shown or changed."""


class SavedQueryConflict(GuanxiError):
    """A saved query is there already, or stands otherwise than the change expects."""


class CypherRefused(GuanxiError):
    """An analyst's statement is not let through, or was ended; `reason` is the code."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class MappingInvalid(GuanxiError):
    """A mapping file is not usable; the message names the place in it."""


class RulePackInvalid(GuanxiError):
    """A rule pack does not fit its schema; the message names the place."""


class SourceUnreadable(GuanxiError):
    """A source file is missing, of another format, or not decodable at all."""


class LegacyGraphUnreadable(GuanxiError):
    """The older graph cannot be reached or read through py2neo."""


class ExportFailed(GuanxiError):
    """The export could not be written."""


class DemoFailed(GuanxiError):
    """Something that the demo prints is not there or does not answer."""


class LocalNeo4jError(GuanxiError):
    """Something about the Neo4j that Guanxi starts itself."""


class JarMismatch(LocalNeo4jError):
    """A jar's SHA-256 differs from the lock; it is refused."""


class JarUnavailable(LocalNeo4jError):
    """A jar is neither in the cache nor downloadable."""


class ReplicaRefreshFailed(LocalNeo4jError):
    """The analyst replica could not be renewed; the old one still serves."""


class LocalNeo4jStartFailed(LocalNeo4jError):
    """The server process ended or did not answer in time; the message quotes its log."""


class SettingsInvalid(GuanxiError):
    """Settings are unusable or contradict each other."""
