"""What the benches beside other packages need; what is missing is told in one line."""

from __future__ import annotations

import argparse
import importlib.util
import os
import pathlib
from collections.abc import Sequence

ROOT = pathlib.Path(__file__).resolve().parents[1]


def data_folder(doc: str | None, inside: Sequence[str], native: pathlib.Path, packages: Sequence[str]) -> pathlib.Path:
    """The data's FOLDER, once everything is there; otherwise the program ends with its usage."""
    usual = pathlib.Path(os.environ.get("LONGTAIL_DATA", ROOT / "../shared/data"))
    own = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    told = "the folder of the data; otherwise LONGTAIL_DATA, or ../shared/data beside the repository"
    own.add_argument("folder", metavar="FOLDER", nargs="?", type=pathlib.Path, default=usual, help=told)
    given: pathlib.Path = own.parse_args().folder
    for name in inside:
        if not (given / name).is_dir():
            own.error(f"{given} has no folder {name}")
    if not native.is_file():
        own.error(f"there is no {native}; --help says how to build it")
    missing = [name for name in packages if importlib.util.find_spec(name) is None]
    if missing:
        own.error(f"{', '.join(missing)} not installed; --help says how to make the environment")
    return given
