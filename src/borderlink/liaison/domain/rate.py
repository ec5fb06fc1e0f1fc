"""How many letters a partner may send now: so many a minute, saved up for one minute at most."""


def room(saved: float, seconds: float | None, a_minute: int) -> float:
    """Return how many letters may come, ``seconds`` after ``saved`` of them were left; None: never asked yet.

    What was overdrawn comes out below zero and is paid back with time. A clock that went back gives nothing.
    """
    if seconds is None:
        return float(a_minute)
    return min(float(a_minute), saved + max(0.0, seconds) * a_minute / 60)
