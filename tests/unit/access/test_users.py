import pytest
from sqlalchemy import Engine

from access.secrets import PASSWORD_LENGTH_MIN, is_password
from access.sessions import IDLE_SECONDS, WHOLE_SECONDS, Sessions
from access.tokens import Tokens
from access.users import FAILURES_MAX, LOCK_SECONDS, Users
from graph.errors import SignInFailed, TokenNotFound, UserInvalid, UserNotFound
from tests.support.app import memory_engine

PASSWORD = "correct horse battery"


class Clock:
    def __init__(self) -> None:
        self.seconds = 1_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def engine() -> Engine:
    return memory_engine()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def users(engine: Engine, clock: Clock) -> Users:
    made = Users(engine, clock)
    made.add("wang", ["relationship_manager"], password=PASSWORD, employee_id="E1")
    return made


def test_the_right_password_lets_in(users: Users) -> None:
    principal = users.sign_in("wang", PASSWORD)
    assert (principal.name, principal.roles, principal.employee_id) == (
        "wang",
        frozenset({"relationship_manager"}),
        "E1",
    )


@pytest.mark.parametrize(("name", "password"), [("wang", "wrong"), ("nobody", PASSWORD), ("wang", "")])
def test_every_refusal_reads_alike(users: Users, name: str, password: str) -> None:
    with pytest.raises(SignInFailed) as refused:
        users.sign_in(name, password)
    assert str(refused.value) == "The name or the password is not right, or the user is locked for a while."


def test_too_many_wrong_passwords_lock_for_a_while(users: Users, clock: Clock) -> None:
    for _ in range(FAILURES_MAX):
        with pytest.raises(SignInFailed):
            users.sign_in("wang", "wrong")
    with pytest.raises(SignInFailed):
        users.sign_in("wang", PASSWORD)
    assert users.get("wang").is_locked
    clock.seconds += LOCK_SECONDS
    assert users.sign_in("wang", PASSWORD)


def test_tries_at_one_moment_are_no_more_than_tries_one_by_one(users: Users, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked_meanwhile(password: str, kept: str | None) -> bool:
        monkeypatch.undo()
        for _ in range(FAILURES_MAX):
            with pytest.raises(SignInFailed):
                users.sign_in("wang", "wrong")
        return is_password(password, kept)

    monkeypatch.setattr("access.users.is_password", locked_meanwhile)
    with pytest.raises(SignInFailed):
        users.sign_in("wang", PASSWORD)
    assert users.get("wang").is_locked


def test_an_employee_is_taken_away_only_when_that_is_said(users: Users) -> None:
    assert users.change("wang", roles=["analyst"]).employee_id == "E1"
    assert users.change("wang", employee_id=None).employee_id is None


def test_a_success_forgets_the_failures_before_it(users: Users) -> None:
    for _ in range(2):
        for _ in range(FAILURES_MAX - 1):
            with pytest.raises(SignInFailed):
                users.sign_in("wang", "wrong")
        assert users.sign_in("wang", PASSWORD)


def test_a_disabled_user_stays_out(users: Users) -> None:
    users.change("wang", is_disabled=True)
    with pytest.raises(SignInFailed):
        users.sign_in("wang", PASSWORD)


@pytest.mark.parametrize(
    ("name", "roles", "password"),
    [
        ("wang", ["analyst"], None),
        ("UPPER", ["analyst"], None),
        ("", ["analyst"], None),
        ("li", [], None),
        ("li", ["emperor"], None),
        ("li", ["analyst"], "x" * (PASSWORD_LENGTH_MIN - 1)),
    ],
)
def test_an_unusable_user_is_refused(users: Users, name: str, roles: list[str], password: str | None) -> None:
    with pytest.raises(UserInvalid):
        users.add(name, roles, password=password)
    assert [user.name for user in users.all()] == ["wang"]


def test_a_user_who_is_not_there_cannot_be_changed(users: Users) -> None:
    with pytest.raises(UserNotFound):
        users.change("nobody", is_disabled=True)


def test_a_session_ends_when_idle_and_after_a_days_work(engine: Engine, users: Users, clock: Clock) -> None:
    sessions = Sessions(engine, clock)
    secret = sessions.start(users.get("wang").principal()).secret
    for _ in range(WHOLE_SECONDS // (IDLE_SECONDS - 1)):
        clock.seconds += IDLE_SECONDS - 1
        assert sessions.find(secret)
    clock.seconds += IDLE_SECONDS - 1
    assert sessions.find(secret) is None
    idle = sessions.start(users.get("wang").principal()).secret
    clock.seconds += IDLE_SECONDS + 1
    assert sessions.find(idle) is None


def test_a_session_ends_with_sign_out_and_with_any_change_of_the_user(engine: Engine, users: Users) -> None:
    sessions = Sessions(engine)
    first, second = (sessions.start(users.get("wang").principal()).secret for _ in range(2))
    sessions.end(first)
    assert sessions.find(first) is None
    assert sessions.find(second)
    users.change("wang", roles=["analyst"])
    assert sessions.find(second) is None


def test_secrets_are_not_kept(engine: Engine, users: Users) -> None:
    sessions, tokens = Sessions(engine), Tokens(engine, frozenset())
    cookie = sessions.start(users.get("wang").principal()).secret
    _, secret = tokens.make("wang", "nightly", days=1)
    with engine.connect() as connection:
        kept = "\n".join(connection.connection.driver_connection.iterdump())  # type: ignore[union-attr] # of sqlite3
    assert "wang" in kept
    assert cookie not in kept
    assert secret not in kept
    assert PASSWORD not in kept


def test_a_token_is_good_until_its_day_or_its_end(engine: Engine, users: Users, clock: Clock) -> None:
    tokens = Tokens(engine, frozenset({"search_customers"}), clock)
    token, secret = tokens.make("wang", "nightly", days=2, operations=["search_customers"])
    found = tokens.find(secret)
    assert found
    assert (found.name, found.operations) == ("wang", frozenset({"search_customers"}))
    clock.seconds += 2 * 86_400
    assert tokens.find(secret) is None
    _, second = tokens.make("wang", "nightly", days=2)
    assert [item.title for item in tokens.of_user("wang")] == ["nightly", "nightly"]
    users.change("wang", is_disabled=True)
    assert tokens.find(second) is None
    tokens.revoke("wang", token.token_id)
    with pytest.raises(TokenNotFound):
        tokens.revoke("wang", token.token_id)


@pytest.mark.parametrize(("days", "operations"), [(0, None), (366, None), (1, []), (1, ["no_such"])])
def test_an_unusable_token_is_refused(engine: Engine, users: Users, days: int, operations: list[str] | None) -> None:
    with pytest.raises(UserInvalid):
        Tokens(engine, frozenset({"search_customers"})).make("wang", "x", days=days, operations=operations)
    assert users.all()
