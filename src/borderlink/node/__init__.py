"""The front door: settings, urls, command line, the frame of the pages, answers to refusals."""
