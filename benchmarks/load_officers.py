"""Officers at work, as locust plays them: run by benchmarks/load.py in locust's own environment.

BORDERLINK_TEST_LINKS holds a role and a one-time sign-in link for each user, as JSON. Each signs in once,
then reads what that role reads in a shift, with a pause between as a person makes.
"""

import json
import os
from http import HTTPStatus

from locust import HttpUser, between, task  # type: ignore[import-not-found, unused-ignore]

PAGES = {
    "inspector": ["/screening/", "/account/"],
    "case-officer": ["/cases/", "/cases/tasks/", "/cases/seizures/"],
    "commander": ["/cases/", "/screening/figures/", "/custody/"],
    "auditor": ["/journal/", "/officers/"],
}
SEATS = iter(json.loads(os.environ["BORDERLINK_TEST_LINKS"]))


class Officer(HttpUser):  # type: ignore[misc, unused-ignore]
    """One officer at one screen."""

    wait_time = between(0.5, 1.5)

    def on_start(self) -> None:
        """Sign in by a link of one's own."""
        self.role, link = next(SEATS)
        self.client.get(link, name="sign in", allow_redirects=False)

    @task  # type: ignore[untyped-decorator, unused-ignore]
    def look(self) -> None:
        """Read the role's pages, one after the other."""
        for page in PAGES[self.role]:
            with self.client.get(page, name=page, allow_redirects=False, catch_response=True) as answer:
                if answer.status_code != HTTPStatus.OK:
                    answer.failure(f"status {answer.status_code}")
