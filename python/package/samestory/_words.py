"""Words for people."""


def count(number: int, one: str, several: str) -> str:
    """How many there are of a thing: `1 story`, `2 stories`."""
    return f"{number} {one if number == 1 else several}"
