#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Says whether meson must configure a build folder.

Usage: build_folder_state.py SOURCE BUILD [-Dname=value]...
Exit status 0: configured with these options, 3: with others, 4: not at all,
or for another source folder.
"""

import json
import pathlib
import sys

CONFIGURED, OTHER_OPTIONS, NOT_CONFIGURED = 0, 3, 4


def state(source, build, wanted):
    info = build / 'meson-info'
    try:
        directories = json.loads((info / 'meson-info.json').read_text())['directories']
        options = json.loads((info / 'intro-buildoptions.json').read_text())
    except (OSError, ValueError, KeyError):
        return NOT_CONFIGURED
    if pathlib.Path(directories['source']) != source or not (build / 'build.ninja').exists():
        return NOT_CONFIGURED
    found = {option['name']: option['value'] for option in options}
    for argument in wanted:
        name, _, value = argument.removeprefix('-D').partition('=')
        # Lists and numbers are left for meson to compare.
        if str(found.get(name)).lower() != value.lower():
            return OTHER_OPTIONS
    return CONFIGURED


if __name__ == '__main__':
    sys.exit(state(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3:]))
