"""Questions that the node asked back and officers answered with yes: the disclosure lists them."""

from borderlink.custody.models.room import OverriddenWarning


def overridden(case: str) -> list[OverriddenWarning]:
    """Return the warnings that were overridden in a case. Asks for no reader."""
    return list(OverriddenWarning.objects.filter(case=case).order_by("entry_id", "pk"))
