"""`python -m borderlink` is `borderlink`."""

from borderlink.node.commands import main

main()
