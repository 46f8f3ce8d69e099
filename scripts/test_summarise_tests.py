#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests of summarise_tests.py on logs written here."""

import pathlib
import tempfile
import unittest

from summarise_tests import chosen, matches, summarise

RESULTS = '''<?xml version="1.0" encoding="UTF-8"?>
<testsuites><testsuite name="Pad">
  <testcase name="Reflects" status="run" result="completed" classname="Pad" />
  <testcase name="Crops" status="run" result="completed" classname="Pad">
    <failure message="1 is not 2" />
  </testcase>
  <testcase name="OnDevice" status="run" result="skipped" classname="Pad">
    <skipped message="pad_test.cpp:7&#x0A;needs a CUDA device" />
  </testcase>
  <testcase name="DISABLED_Later" status="notrun" result="suppressed" classname="Pad" />
</testsuite></testsuites>
'''
PASSING = '<testsuites><testcase name="A" status="run" classname="Pad" /></testsuites>'
START = 1000.0


def gtest(name):
    return {'name': name, 'protocol': 'gtest', 'workdir': None, 'suite': ['p']}


def script(name):
    return {'name': name, 'protocol': 'exitcode', 'workdir': None, 'suite': ['p']}


def run(name, result='OK', returncode=0, stdout=''):
    return {'name': f'p:models / {name}', 'result': result, 'returncode': returncode,
            'stdout': stdout, 'starttime': START}


class Summary(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.build = pathlib.Path(folder.name)

    def write(self, name, text):
        (self.build / f'{name}.xml').write_text(text)

    def line(self, tests, runs, **kwargs):
        return summarise(self.build, tests, runs, **kwargs).line()

    def test_counts_each_case_of_a_program(self):
        self.write('pad', RESULTS)
        counts = summarise(self.build, [gtest('pad')], [run('pad', 'FAIL', 1)])
        self.assertEqual(counts.line(), '1 passed, 1 failed, 2 skipped')
        self.assertEqual(counts.failed, ['p:models / pad: Pad.Crops'])
        self.assertEqual(counts.skipped[0], 'p:models / pad: Pad.OnDevice: needs a CUDA device')

    def test_a_crash_without_results_names_the_case(self):
        output = '[       OK ] Pad.Crops (0 ms)\n[ RUN      ] Pad.Reflects\nout of memory\n'
        counts = summarise(self.build, [gtest('pad')], [run('pad', 'FAIL', -6, output)])
        self.assertEqual(
            counts.failed, ['p:models / pad: was ended by signal 6 in Pad.Reflects, no results'])

    def test_results_of_an_earlier_run_do_not_count(self):
        self.write('pad', PASSING)
        late = run('pad') | {'starttime': 1e12}
        self.assertEqual(self.line([gtest('pad')], [late]), '0 passed, 1 failed, 0 skipped')

    def test_results_cut_short_do_not_count(self):
        self.write('pad', RESULTS[:200])
        self.assertEqual(self.line([gtest('pad')], [run('pad')]), '0 passed, 1 failed, 0 skipped')

    def test_a_crash_after_the_last_case_fails(self):
        self.write('pad', PASSING)
        self.assertEqual(
            self.line([gtest('pad')], [run('pad', 'FAIL', -11)]), '1 passed, 1 failed, 0 skipped')

    def test_a_program_without_cases_fails_unless_filtered(self):
        self.write('pad', '<testsuites/>')
        self.write('crop', PASSING)
        tests, runs = [gtest('pad'), gtest('crop')], [run('pad'), run('crop')]
        self.assertEqual(self.line(tests, runs), '1 passed, 1 failed, 0 skipped')
        self.assertEqual(self.line(tests, runs, filtered=True), '1 passed, 0 failed, 0 skipped')

    def test_nothing_run_fails(self):
        self.assertEqual(self.line([], []), '0 passed, 1 failed, 0 skipped')

    def test_an_interrupted_run_fails_for_the_rest(self):
        self.assertEqual(
            self.line([script('a'), script('b')], [run('a')]), '1 passed, 1 failed, 0 skipped')

    def test_a_script_counts_as_one(self):
        tests = [script('demo'), script('inspect'), script('clip')]
        runs = [run('demo'), run('inspect', 'TIMEOUT', -15),
                run('clip', 'SKIP', 77, 'looking\nno H.264 decoder\n')]
        counts = summarise(self.build, tests, runs)
        self.assertEqual(counts.line(), '1 passed, 1 failed, 1 skipped')
        self.assertEqual(counts.skipped, ['p:models / clip: no H.264 decoder'])

    def test_a_program_declared_as_a_script_fails(self):
        output = '[==========] Running 3 tests from 1 test suite.\n'
        self.assertEqual(
            self.line([script('pad')], [run('pad', stdout=output)]), '0 passed, 1 failed, 0 skipped')


class Filter(unittest.TestCase):
    def test_patterns(self):
        self.assertTrue(matches('Pad.Crops', 'Pad.*'))
        self.assertTrue(matches('Pad.Crops', 'Net.*:*Crops'))
        self.assertTrue(matches('Pad.Crops', '-*Cuda*'))
        self.assertFalse(matches('Pad.Cuda', '*-*Cuda*'))
        self.assertFalse(matches('Pad.Crops', 'Net.*'))

    def test_programs_filter_their_own_cases(self):
        known = [gtest('pad'), script('demo')]
        self.assertEqual(chosen(known, 'Pad.*'), known[:1])
        self.assertEqual(chosen(known, 'demo'), known)
        self.assertEqual(chosen(known, None), known)


if __name__ == '__main__':
    unittest.main()
