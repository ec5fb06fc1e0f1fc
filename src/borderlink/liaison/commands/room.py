"""`borderlink liaison`: what stands under it."""

import click

from borderlink.liaison.commands.delivery import delivery
from borderlink.liaison.commands.evidence import evidence
from borderlink.liaison.commands.letters import read
from borderlink.liaison.commands.partners import introduction, keys
from borderlink.liaison.commands.post import courier, new_epochs, post
from borderlink.liaison.commands.relay import relay
from borderlink.liaison.commands.stix import stix


@click.group()
def liaison() -> None:
    """Partners, hand-carried post, relays."""


liaison.add_command(courier)
liaison.add_command(post)
liaison.add_command(new_epochs)
liaison.add_command(relay)
liaison.add_command(evidence)
liaison.add_command(introduction)
liaison.add_command(keys)
liaison.add_command(read)
liaison.add_command(delivery)
liaison.add_command(stix)
