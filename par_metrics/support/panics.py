"""Panics of libraries that are written in Rust: no `Exception`, and of each library a class of its own."""


def is_panic(error: BaseException) -> bool:
    """Whether a library gave up over what it was given; Ctrl-C and the like are none."""
    return type(error).__name__ == "PanicException"
