# SPDX-License-Identifier: MIT
"""Reads a .safetensors file with the Python package and writes it again.

Usage: copy_file.py IN OUT
"""
import sys

from safetensors import safe_open
from safetensors.torch import save_file

with safe_open(sys.argv[1], "pt") as file:
    save_file({key: file.get_tensor(key) for key in file.keys()}, sys.argv[2],
              file.metadata())
