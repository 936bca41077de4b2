"""The session file (reader, writer, recovery), importers and exporters."""
