#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Counts the test cases of the last `meson test` run and lists what is not ok.

GoogleTest programs (protocol: 'gtest' in meson.build) count case by case, any
other test counts as one. A program that ends without its results, with no case
at all, or with an error although each case passed, is a failure.
"""

import argparse
import dataclasses
import fnmatch
import json
import pathlib
import sys
import xml.etree.ElementTree as xml

MESON_PASSED = ('OK', 'EXPECTEDFAIL')


@dataclasses.dataclass
class Counts:
    passed: int = 0
    failed: list = dataclasses.field(default_factory=list)
    skipped: list = dataclasses.field(default_factory=list)

    def line(self):
        return f'{self.passed} passed, {len(self.failed)} failed, {len(self.skipped)} skipped'


def matches(name, pattern):
    """GoogleTest's filter: patterns joined with ':', unwanted ones after '-'."""
    wanted, _, unwanted = pattern.partition('-')

    def any_of(patterns):
        return any(fnmatch.fnmatchcase(name, p) for p in patterns.split(':') if p)

    return (not wanted or any_of(wanted)) and not any_of(unwanted)


def last_line(text):
    lines = [line.strip() for line in (text or '').splitlines() if line.strip()]
    return lines[-1] if lines else 'no reason given'


def reason(case):
    """The text of a skip, without the file and line before it."""
    element = case.find('skipped')
    if element is None:
        return 'disabled'
    lines = (element.get('message') or element.text or '').strip().splitlines()
    if len(lines) > 1 and lines[0].rpartition(':')[2].isdigit():
        lines = lines[1:]
    return ' '.join(line.strip() for line in lines) or 'no reason given'


def how_it_ended(run):
    code = run['returncode']
    if run['result'] == 'TIMEOUT':
        return 'ran out of time'
    return f'was ended by signal {-code}' if code < 0 else f'ended with status {code}'


def running_case(run):
    """The case a crash happened in, from what the program had printed."""
    started = [line for line in (run['stdout'] or '').splitlines() if '] ' in line]
    if started and started[-1].startswith('[ RUN '):
        return ' in ' + started[-1].partition('] ')[2]
    return ''


def count_script(run, counts):
    if '[==========] Running' in (run['stdout'] or ''):
        counts.failed.append(f"{run['name']}: a GoogleTest program needs protocol: 'gtest'")
    elif run['result'] in MESON_PASSED:
        counts.passed += 1
    elif run['result'] == 'SKIP':
        counts.skipped.append(f"{run['name']}: {last_line(run['stdout'])}")
    else:
        counts.failed.append(f"{run['name']}: {how_it_ended(run)}")


def count_gtest(run, results, filtered, counts):
    name = run['name']
    try:
        # Results older than the run are another run's.
        if results.stat().st_mtime < run['starttime'] - 1:
            raise FileNotFoundError
        cases = xml.parse(results).getroot().iter('testcase')
    except (OSError, xml.ParseError):
        counts.failed.append(f'{name}: {how_it_ended(run)}{running_case(run)}, no results')
        return

    failures_before, ran = len(counts.failed), 0
    for case in cases:
        ran += 1
        case_name = f"{case.get('classname')}.{case.get('name')}"
        if case.find('failure') is not None:
            counts.failed.append(f'{name}: {case_name}')
        elif case.get('status') == 'notrun' or case.get('result') == 'skipped':
            counts.skipped.append(f'{name}: {case_name}: {reason(case)}')
        else:
            counts.passed += 1
    if ran == 0 and not filtered:
        counts.failed.append(f'{name}: has no test')
    if run['result'] not in MESON_PASSED and len(counts.failed) == failures_before:
        counts.failed.append(f'{name}: {how_it_ended(run)} although no case failed')


def summarise(build, tests, runs, filtered=False):
    """tests: those meson was to run, as it lists them; runs: its log."""
    counts = Counts()
    for test in tests:
        run = find_run(test['name'], runs)
        if run is None:
            counts.failed.append(f"{test['name']}: was not run")
        elif test['protocol'] == 'gtest':
            # Meson names the file, in the folder the test runs in.
            results = build / (test['workdir'] or '.') / f"{test['name']}.xml"
            count_gtest(run, results, filtered, counts)
        else:
            count_script(run, counts)
    if not counts.passed and not counts.failed:
        counts.failed.append('no test passed' if counts.skipped else 'no test was run')
    return counts


def find_run(name, runs):
    """With suites, the log has the suite before the name."""
    for run in runs:
        if run['name'] == name or run['name'].endswith(f' / {name}'):
            return run
    return None


def chosen(known, pattern):
    """GoogleTest programs filter their own cases, scripts go by their name."""
    if pattern is None:
        return known
    return [t for t in known if t['protocol'] == 'gtest' or matches(t['name'], pattern)]


def read_runs(build):
    try:
        with open(build / 'meson-logs/testlog.json') as log:
            return [json.loads(line) for line in log]
    except FileNotFoundError:
        return []


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('build', type=pathlib.Path)
    parser.add_argument('--filter', help='as given to GoogleTest')
    parser.add_argument('--list', action='store_true', help='print the tests to run')
    arguments = parser.parse_args()

    known = json.loads((arguments.build / 'meson-info/intro-tests.json').read_text())
    tests = chosen(known, arguments.filter)
    if arguments.list:
        for test in tests:
            print(test['name'])
        return 0

    counts = summarise(
        arguments.build, tests, read_runs(arguments.build), arguments.filter is not None
    )
    for text in counts.skipped:
        print(f'skipped  {text}')
    for text in counts.failed:
        print(f'FAILED   {text}')
    print(counts.line())
    return 1 if counts.failed else 0


if __name__ == '__main__':
    sys.exit(main())
