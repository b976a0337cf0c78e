#!/usr/bin/env python3
"""Hold the figures of an evaluation against the floors in quality.toml.

usage: quality.py FIGURES.json

FIGURES.json holds {row: {figure: number}}; a row that could not be measured holds "error".
Exit status: 0 when every floor holds, 1 when one does not. Standard library only; Python 3.11 or newer.
"""
import json
import math
import os
import sys
import tomllib

FLOORS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "quality.toml")


def shortfall(found, wanted):
    """What is wrong with a figure, in words; None when all is well."""
    if isinstance(found, bool) or not isinstance(found, (int, float)) or math.isnan(found):
        return f"is no number: {found!r}"
    if isinstance(wanted, dict):
        return None if found == wanted["is"] else f"is {found:g}, must be {wanted['is']:g}"
    return None if found >= wanted else f"is {found:.6g}, must be {wanted:g} at least"


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        table = json.load(file)
    with open(FLOORS, "rb") as file:
        floors = tomllib.load(file)["floors"]

    wrong = [f"{row}: could not be measured: {figures['error']}" for row, figures in table.items() if "error" in figures]
    held = 0
    for row, wanted_of_row in floors.items():
        figures = table.get(row)
        if figures is None:
            wrong.append(f"{row}: is not in the table")
            continue
        for name, wanted in wanted_of_row.items():
            if name not in figures:
                wrong.append(f"{row}, {name}: is not in the table")
                continue
            complaint = shortfall(figures[name], wanted)
            if complaint:
                wrong.append(f"{row}, {name}: {complaint}")
            else:
                held += 1

    for complaint in wrong:
        print(f"below its floor  {complaint}")
    print(f"quality: {held} floors held, {len(wrong)} complaints")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
