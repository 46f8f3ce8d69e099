# SPDX-License-Identifier: MIT
"""Measures programs in turns: each a few frames, in another order every round."""
import random
import statistics
import time

import pixels
from programs import Failed

MOST_FRAMES_A_TURN = 5
TURN_MS = 250.0
# Frames up to here notice what the program before them left in the caches.
SHORT_FRAME_MS = 100.0


def take_turn(program):
    frame_ms = min(program.times)
    frames = max(1, min(MOST_FRAMES_A_TURN, int(TURN_MS / frame_ms)))
    settling = 1 if frame_ms < SHORT_FRAME_MS else 0
    program.times += program.run(frames + settling)[settling:]


def interleave(programs, failed, seconds, frames):
    """Until the time is over and each had two turns or, with `frames`, until each
    has that many. Programs that fail go into `failed` with what they said."""
    order = random.Random(1)
    for program in programs:
        attempt(failed, program, lambda p: p.times.append(p.run(2)[-1]))
    started, rounds = time.monotonic(), 0
    while True:
        left = [p for p in programs if p not in failed]
        enough = (all(len(p.times) >= frames for p in left) if frames
                  else rounds >= 2 and time.monotonic() - started >= seconds)
        if enough:
            return
        for program in order.sample(left, len(left)):
            attempt(failed, program, take_turn)
        rounds += 1


def attempt(failed, program, action):
    if program in failed:
        return
    try:
        action(program)
    except Failed as reason:
        failed[program] = str(reason)


def parity(program, case, files):
    """Decibels from PyTorch in fp32, over the pixels of the frame."""
    width, height = case.padded()
    wanted = pixels.read(files.reference(program.entry.norm_stats), width, height)
    size = (case.width, case.height) if program.entry.ours else (width, height)
    found = pixels.read(program.convert(), *size)
    region = (slice(0, case.height), slice(0, case.width))
    return pixels.psnr(found[region], wanted[region])


PROFILED_FRAMES = 15


def row(program, psnr):
    """Figures of one program; `psnr_db` is None when nothing differs at all."""
    entry, ready = program.entry, program.ready
    return {
        'program': entry.name, 'ours': entry.ours, 'precision': entry.precision,
        'norm_stats': entry.norm_stats, 'setting': entry.setting,
        'median_ms': statistics.median(program.times), 'min_ms': min(program.times),
        'frames': len(program.times),
        'psnr_db': None if psnr == float('inf') else psnr,
        'correct': psnr >= entry.needed_psnr(),
        'start_s': program.start_s,
        'libraries_s': program.start_s - ready['first_frame_ms'] / 1e3,
        'load_s': ready['load_ms'] / 1e3,
        'first_frame_s': (ready['first_frame_ms'] - ready['load_ms']) / 1e3,
        'peak_mib': ready['peak_mib'], 'summary': ready['summary'],
        'steps': program.profile(PROFILED_FRAMES) if entry.ours else [],
    }


def failed_row(entry, reason):
    return {'program': entry.name, 'ours': entry.ours, 'failed': reason}
