#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The benchmark's machinery, on a network of seconds; no time is asserted.

Usage: test_benchmarks.py BUILD
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

try:
    import numpy as np
    import safetensors  # noqa: F401
    import torch  # noqa: F401
except ImportError as missing:
    print(f'the configured Python has no {missing.name}: ./setup makes one that has')
    sys.exit(77)

import pixels
import report
from case import Case
from programs import Entry, Failed, Program
from turns import interleave

HERE = pathlib.Path(__file__).resolve().parent
CASE = 'ngf4-depth3-36x24'


def row(program, median, ours=False, correct=True, setting=False, steps=()):
    return {'program': program, 'median_ms': median, 'ours': ours, 'correct': correct,
            'setting': setting, 'norm_stats': 'running', 'precision': 'bf16',
            'steps': [{'name': name, 'convolution': 'norm' not in name, 'ms': ms}
                      for name, ms in steps]}


class Cases(unittest.TestCase):
    def test_names(self):
        self.assertEqual(Case.parse('ngf64-256x128'), Case(64, 8, 256, 128))
        for name in ('ngf32-1920x1080', CASE):
            self.assertEqual(Case.parse(name).name, name)
        with self.assertRaisesRegex(ValueError, "'512x512' is no case; wanted is ngf32-512x512"):
            Case.parse('512x512')

    def test_padding(self):
        self.assertEqual(Case.parse('ngf32-1920x1080').padded(), (2048, 1280))
        self.assertEqual(Case.parse('ngf64-256x256').padded(), (256, 256))


class Pixels(unittest.TestCase):
    def test_every_value_survives_both_ways(self):
        values = np.arange(3 * 256, dtype=np.uint16).astype(np.uint8).reshape(16, 16, 3)
        np.testing.assert_array_equal(pixels.to_pixels(pixels.to_planes(values)), values)

    def test_out_of_range_is_clamped(self):
        planes = np.array([-3.0, 0.0, 2.0], np.float32).reshape(1, 3, 1, 1)
        self.assertEqual(pixels.to_pixels(planes).tolist(), [[[0, 128, 255]]])

    def test_psnr(self):
        grey = np.full((4, 4, 3), 100, np.uint8)
        self.assertEqual(pixels.psnr(grey, grey), float('inf'))
        # Off by one everywhere: 20 log10(255).
        self.assertAlmostEqual(pixels.psnr(grey + 1, grey), 48.1308, places=4)


class Report(unittest.TestCase):
    CASE = {'name': 'ngf16-256x256', 'rows': [
        row('engine-bf16', 6.0, ours=True, steps=[('down', 3.0), ('norm', 1.0), ('up', 2.0)]),
        row('element-bf16', 7.0, ours=True),
        row('slow', 10.0), row('wrong', 1.0, correct=False), row('tuned', 2.0, setting=True),
        {'program': 'broken', 'ours': False, 'failed': 'no such processor'}]}

    def test_best_rival_is_correct_and_as_people_run_it(self):
        self.assertEqual(report.best_rival(self.CASE)['program'], 'slow')

    def test_our_best_is_the_engine(self):
        self.assertEqual(report.our_best(self.CASE)['program'], 'engine-bf16')

    def test_targets(self):
        self.assertEqual(list(report.target_rows([self.CASE])), [
            ['ngf16-256x256: engine-bf16 of best rival', '0.70', '0.60', 'met'],
            ['ngf16-256x256: element-bf16 of engine-bf16', '1.05', '1.17', 'missed by 11 %'],
            ['ngf16-256x256: engine-bf16 of its convolutions', '1.10', '1.20',
             'missed by 9 %']])

    def test_profile(self):
        self.assertEqual(report.profile_table(self.CASE).splitlines()[2:], [
            '| down         |       3.000 |', '| norm         |       1.000 |',
            '| up           |       2.000 |', '| convolutions |       5.000 |',
            '| whole frame  |       6.000 |'])

    def test_table(self):
        self.assertEqual(report.table(['a', 'ms'], [['long', '1.5']]),
                         '| a    |  ms |\n| ---- | --: |\n| long | 1.5 |')


class Programs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def start(self, script):
        entry = Entry('shell', 'fp32', ('sh', '-c', script))
        return Program(entry, self.folder, 1, self.folder)

    def test_what_does_not_start_says_why(self):
        with self.assertRaisesRegex(Failed, '^no such model$'):
            self.start('echo trying >&2; echo no such model >&2; exit 1')
        with self.assertRaisesRegex(Failed, 'status 3'):
            self.start('exit 3')

    def test_one_that_stops_leaves_the_others_running(self):
        answer = '{"ms": [2, 3], "peak_mib": 5}'
        good = self.start(f"echo '{{}}'; while read -r line; do echo '{answer}'; done")
        bad = self.start("echo '{}'; read -r line; echo out of memory >&2")
        self.addCleanup(good.close)
        self.addCleanup(bad.close)
        failed = {}
        interleave([good, bad], failed, seconds=0.0, frames=5)
        self.assertEqual(failed, {bad: 'out of memory'})
        self.assertEqual(good.times[0], 3)
        self.assertGreaterEqual(len(good.times), 5)


class Measurement(unittest.TestCase):
    """The command itself: our engine and PyTorch on one small network."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.ended = subprocess.run(
            [sys.executable, HERE / 'measure.py', '--build', sys.argv[1], '--cases', CASE,
             '--frames', '3', '--threads', '1', '--work', cls.folder / 'work',
             '--results', cls.folder / 'results', '--peers', 'eager-fp32',
             '--ours', 'engine-fp32,engine-bf16,engine-bf16-frame-stats'],
            capture_output=True, text=True)

    def result(self):
        self.assertEqual(self.ended.returncode, 0, self.ended.stderr)
        (path,) = (self.folder / 'results').glob('*.json')
        return json.loads(path.read_text())

    def test_every_row_is_there_and_correct(self):
        (case,) = self.result()['cases']
        self.assertEqual(case['padded'], [40, 24])
        self.assertEqual({row['program']: row['correct'] for row in case['rows']},
                         {'engine-fp32': True, 'engine-bf16': True,
                          'engine-bf16-frame-stats': True, 'eager-fp32': True})
        for row in case['rows']:
            self.assertGreaterEqual(row['frames'], 3)
            self.assertGreater(row['peak_mib'], 0.0)
            self.assertLessEqual(row['min_ms'], row['median_ms'])

    def test_the_table_on_the_screen_is_the_saved_one(self):
        self.result()
        (path,) = (self.folder / 'results').glob('*.md')
        self.assertEqual(self.ended.stdout.strip(), path.read_text().strip())
        self.assertIn('padded to 40x24', self.ended.stdout)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
