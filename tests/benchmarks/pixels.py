# SPDX-License-Identifier: MIT
"""Frames as dense RGB bytes, and as a network with values in [-1, 1] sees them."""
import math

import numpy as np


def to_planes(pixels):
    """uint8 [H, W, 3] to float32 [1, 3, H, W]."""
    planes = pixels.astype(np.float32).transpose(2, 0, 1)[None] / 127.5 - 1.0
    return np.ascontiguousarray(planes)


def to_pixels(planes):
    """float32 [1, 3, H, W] to uint8 [H, W, 3], rounded and clamped."""
    scaled = np.floor((planes[0].transpose(1, 2, 0) + 1.0) * 127.5 + 0.5)
    return np.clip(scaled, 0.0, 255.0).astype(np.uint8)


def read(path, width, height):
    return np.fromfile(path, np.uint8).reshape(height, width, 3)


def psnr(found, wanted):
    """Decibels between two uint8 pictures, peak 255; infinite when equal."""
    difference = found.astype(np.float64) - wanted.astype(np.float64)
    error = np.mean(difference ** 2)
    return math.inf if error == 0.0 else 10.0 * math.log10(255.0 ** 2 / error)
