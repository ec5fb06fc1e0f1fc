"""Tools of the workshop: what `./run` calls. No part of the installed package."""
