"""Who is asking: the one place that turns a request into a Caller.

There is no sign-in yet: whoever reaches the loopback address sees the whole bank.
"""

from graph.caller import LOCAL_CALLER, Caller


async def current_caller() -> Caller:
    """Return the caller of this request."""
    return LOCAL_CALLER
