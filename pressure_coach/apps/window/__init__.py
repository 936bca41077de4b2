"""The gauge in a window of its own (PySide6). Nothing outside of this folder imports Qt."""
