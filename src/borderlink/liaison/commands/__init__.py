"""The command line of the liaison office, a module for each thing that is commanded."""
