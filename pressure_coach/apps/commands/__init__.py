"""The commands, one file each: ``arguments(parser)`` and ``run(args) -> exit status``; the docstring is the help."""
