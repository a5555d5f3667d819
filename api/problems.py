"""What each failure looks like on the wire: one table from conditions to statuses, as RFC 9457 says."""

import http
import re
from collections.abc import Mapping
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from graph.errors import (
    AddressTooLong,
    AuditUnavailable,
    BodyTooDeep,
    BodyTooLarge,
    CypherRefused,
    DemoFailed,
    DerivationConflict,
    ErasureConflict,
    ExportFailed,
    GraphUnavailable,
    GuanxiError,
    HeadersTooLarge,
    HostNotAllowed,
    IdempotencyConflict,
    IdempotencyKeyReused,
    InvalidCursor,
    InvalidParameters,
    KeyUnavailable,
    LegacyGraphUnreadable,
    LocalNeo4jError,
    MappingInvalid,
    MediaTypeNotSupported,
    NotAuthenticated,
    NotFound,
    NotPermitted,
    OverrideConflict,
    PoliciesInvalid,
    QueryTimeout,
    RequestRefused,
    RulePackInvalid,
    RunConflict,
    RunOvertaken,
    SavedQueryConflict,
    SchemaOutOfDate,
    SealBroken,
    SettingsInvalid,
    SourceUnreadable,
    TooManyRequests,
    TraversalTooLarge,
    UserInvalid,
)

STATUS_OF: dict[type[GuanxiError], int] = {
    NotFound: 404,
    NotAuthenticated: 401,
    NotPermitted: 403,
    TooManyRequests: 429,
    UserInvalid: 422,
    ErasureConflict: 409,
    RunOvertaken: 409,
    DerivationConflict: 409,
    RunConflict: 409,
    OverrideConflict: 409,
    PoliciesInvalid: 500,
    RulePackInvalid: 500,
    KeyUnavailable: 503,
    SealBroken: 500,
    BodyTooDeep: 400,
    HostNotAllowed: 400,
    RequestRefused: 400,
    IdempotencyConflict: 409,
    BodyTooLarge: 413,
    AddressTooLong: 414,
    MediaTypeNotSupported: 415,
    IdempotencyKeyReused: 422,
    HeadersTooLarge: 431,
    InvalidCursor: 400,
    InvalidParameters: 422,
    TraversalTooLarge: 422,
    GraphUnavailable: 503,
    SchemaOutOfDate: 503,
    QueryTimeout: 504,
    AuditUnavailable: 503,
    CypherRefused: 422,
    SavedQueryConflict: 409,
    MappingInvalid: 422,
    SourceUnreadable: 422,
    LegacyGraphUnreadable: 502,
    ExportFailed: 500,
    DemoFailed: 500,
    LocalNeo4jError: 500,
    SettingsInvalid: 500,
}
"""Status of each condition and of those below it; the house tests require every condition to have one."""

OF_ANY_REQUEST = (
    AddressTooLong,
    BodyTooLarge,
    MediaTypeNotSupported,
    HeadersTooLarge,
    GraphUnavailable,
    SchemaOutOfDate,
    QueryTimeout,
)
"""How a request can end whatever it asks for."""

RETRY_AFTER_SECONDS = 5
"""When to ask again after a 503: the driver notices a restarted server within this time."""

PROBLEM_JSON = "application/problem+json"
INTERNAL = 500
_log = structlog.get_logger("guanxi.api")


class Problem(BaseModel):
    """Why a request was not answered (RFC 9457)."""

    type: str = Field(examples=["urn:guanxi:problem:customer-not-found"])
    title: str = Field(examples=["Customer not found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["No customer core:17 is visible to you."])
    request_id: str = Field(
        description="Also in the header X-Request-Id and in the service's log.",
        examples=["6f1c2b1e0a7d4c55"],
    )
    reason: str | None = Field(
        None, description="For a statement that is not let through: the code of the reason.", examples=["CYPHER_CLAUSE"]
    )
    errors: list[dict[str, Any]] | None = Field(
        None, description="For a request of the wrong shape: each place and what is wrong with it."
    )


def status_of(error: type[GuanxiError]) -> int:
    """Return the status of a condition, which is that of its nearest base in the table."""
    return next((STATUS_OF[base] for base in error.__mro__ if base in STATUS_OF), INTERNAL)


def problem_responses(*errors: type[GuanxiError]) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of a route that can end in these conditions, or as any route can."""
    found: dict[int, list[str]] = {400: ["The body cannot be read."], 422: ["The request has the wrong shape."]}
    for error in (*errors, *OF_ANY_REQUEST):
        found.setdefault(status_of(error), []).append((error.__doc__ or "").splitlines()[0])
    content = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"description": " ".join(dict.fromkeys(sentences)), "content": content}
        for status, sentences in found.items()
    }


def add_problem_handlers(app: FastAPI) -> None:
    """Answer every failure that somebody foresaw with a problem document; `unexpected` is for the rest."""
    app.add_exception_handler(GuanxiError, named)
    app.add_exception_handler(RequestValidationError, _wrong_shape)
    app.add_exception_handler(HTTPException, _of_the_framework)


def named(request: Request, error: Exception) -> JSONResponse:
    """Return the answer to a condition that Guanxi names."""
    status = status_of(type(error)) if isinstance(error, GuanxiError) else INTERNAL
    if status >= INTERNAL:
        _log.warning("problem", condition=type(error).__name__, request_id=request_id_of(request))
    headers = _headers_of(error, status)
    reason = error.reason if isinstance(error, CypherRefused) else None
    return _problem(request, status, type(error).__name__, str(error), headers=headers, reason=reason)


def _headers_of(error: Exception, status: int) -> dict[str, str]:
    if isinstance(error, TooManyRequests):
        return {"Retry-After": str(error.retry_after_seconds)}
    if status == http.HTTPStatus.SERVICE_UNAVAILABLE:
        return {"Retry-After": str(RETRY_AFTER_SECONDS)}
    return {"WWW-Authenticate": "Bearer"} if status == http.HTTPStatus.UNAUTHORIZED else {}


def _wrong_shape(request: Request, error: Exception) -> JSONResponse:
    found = error.errors() if isinstance(error, RequestValidationError) else []
    # The value itself stays out: it can be a customer's number.
    places = [{"place": ".".join(map(str, item["loc"])), "message": item["msg"]} for item in found]
    detail = "; ".join(f"{item['place']}: {item['message']}" for item in places)
    return _problem(request, 422, "RequestShape", detail, errors=places)


def _of_the_framework(request: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else INTERNAL
    phrase = http.HTTPStatus(status).phrase
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    detail = "There is nothing at this address." if status == http.HTTPStatus.NOT_FOUND else f"{phrase}."
    return _problem(request, status, phrase.title().replace(" ", ""), detail, headers=headers)


def unexpected(request: Request, error: Exception) -> JSONResponse:
    """Log a failure that nobody foresaw; the answer has only its id, for the rest may name customers."""
    _log.error("unexpected failure", request_id=request_id_of(request), exc_info=error)
    return _problem(request, INTERNAL, "InternalError", "The service failed; its log has this request id.")


def request_id_of(request: Request) -> str:
    """Return the id that the request was given on its way in."""
    return str(request.scope.get("request_id", ""))


def _problem(
    request: Request,
    status: int,
    condition: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    errors: list[dict[str, Any]] | None = None,
    reason: str | None = None,
) -> JSONResponse:
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", condition).lower()
    problem = Problem(
        type=f"urn:guanxi:problem:{words}",
        title=words.replace("-", " ").capitalize(),
        status=status,
        detail=detail,
        request_id=request_id_of(request),
        errors=errors,
        reason=reason,
    )
    return JSONResponse(problem.model_dump(exclude_none=True), status, dict(headers or {}), media_type=PROBLEM_JSON)
