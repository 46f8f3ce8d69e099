#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures all cases and prints the tables; tests/benchmarks/run is the command.
Its status is 1 when a row of ours is wrong or missing."""
import concurrent.futures
import hashlib
import json
import os
import subprocess
import sys

import machine
import options
import report
from case import Case, Files
from programs import HERE, LEAST_PSNR, Failed, Program, ours, rivals
from turns import attempt, failed_row, interleave, parity, row


def note(text):
    print(text, file=sys.stderr, flush=True)


# --- one case ----------------------------------------------------------------


def prepare(case, folder, with_onnx):
    """Makes the case's files unless this very script has made them before."""
    sources = (HERE / 'prepare.py', HERE / 'pixels.py', HERE / 'case.py',
               HERE.parent / 'parity/reference_networks.py')
    stamp = hashlib.sha256(b''.join(path.read_bytes() for path in sources)).hexdigest()
    stamp_file = folder / ('prepared-with-onnx' if with_onnx else 'prepared')
    if stamp_file.exists() and stamp_file.read_text() == stamp:
        return
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / 'prepare.log'
    command = [sys.executable, HERE / 'prepare.py', case.name, folder]
    with open(log, 'w') as output:
        ended = subprocess.run([*command, *(['--onnx'] if with_onnx else [])],
                               stdout=output, stderr=subprocess.STDOUT)
    if ended.returncode:
        sys.exit(f'{case.name}: the network cannot be made; the reason is in {log}')
    stamp_file.write_text(stamp)


def choose(known, names, option):
    if names is None:
        return [entry for entry in known if entry.by_default]
    unknown = sorted(set(names) - {entry.name for entry in known})
    if unknown:
        sys.exit(f"{option}: '{unknown[0]}' is unknown; known: none, "
                 + ', '.join(entry.name for entry in known))
    return [entry for entry in known if entry.name in names]


def start_all(wanted, folder, arguments):
    """The programs that run, and rows of those that do not."""
    programs, rows = [], []

    def start(entry):
        try:
            return Program(entry, folder, arguments.threads, arguments.work / 'inductor')
        except Failed as reason:
            return failed_row(entry, str(reason))

    def keep(started):
        (programs if isinstance(started, Program) else rows).append(started)

    # Ours alone, for how long they take to start is measured too.
    for entry in wanted:
        if entry.ours:
            keep(start(entry))
    with concurrent.futures.ThreadPoolExecutor(arguments.threads) as pool:
        for started in pool.map(start, [entry for entry in wanted if not entry.ours]):
            keep(started)
    return programs, rows


def measure_case(case, wanted, arguments):
    folder = arguments.work / case.name
    note(f'{case.name}: preparing')
    prepare(case, folder, any('onnx' in e.name or 'openvino' in e.name for e in wanted))
    programs, rows = start_all(wanted, folder, arguments)
    note(f'{case.name}: {len(programs)} programs take turns')
    decibels, failed = {}, {}
    for program in programs:
        attempt(failed, program,
                lambda p: decibels.update({p: parity(p, case, Files(folder))}))
    interleave(programs, failed, arguments.seconds, arguments.frames)
    for program in programs:
        rows.append(failed_row(program.entry, failed[program]) if program in failed
                    else row(program, decibels[program]))
        program.close()
    return {'name': case.name, 'ngf': case.ngf, 'depth': case.depth, 'width': case.width,
            'height': case.height, 'padded': list(case.padded()), 'rows': rows}


# --- all of it ---------------------------------------------------------------


def measure_pixels(build):
    """Pixel conversion alone, where that program is built."""
    program = build / 'tests/benchmarks/pixels-benchmark'
    if not program.exists():
        return []
    output = subprocess.run([program, '--benchmark_format=json', '--benchmark_min_time=0.1'],
                            check=True, capture_output=True, text=True).stdout
    return [{'name': b['name'].replace('width:', '').replace('/height:', 'x'),
             'ms': b['real_time']} for b in json.loads(output)['benchmarks']]


def versions(cases):
    found = {row['summary'] for case in cases for row in report.measured(case) if not row['ours']}
    return sorted(found) or ['no rivals']


def save(result, arguments):
    folder = arguments.results
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / machine.slug(result['machine'])
    path.with_suffix('.json').write_text(json.dumps(result, indent=1) + '\n')
    path.with_suffix('.md').write_text(report.markdown(result))
    note(f'saved: {path}.json, {path}.md')


def use_cores(count):
    """The same ones for all programs, however many the machine has."""
    cores = sorted(os.sched_getaffinity(0))
    if count > len(cores):
        sys.exit(f'--threads: {count} are wanted, {len(cores)} cores are there')
    os.sched_setaffinity(0, cores[:count])


def wrong(cases):
    return [f"{case['name']}: {row['program']} {row.get('failed', 'is wrong')}"
            for case in cases for row in case['rows']
            if row['ours'] and not row.get('correct', False)]


def main():
    arguments = options.read()
    try:
        cases = [Case.parse(text) for text in arguments.cases]
    except ValueError as error:
        sys.exit(f'--cases: {error}')
    wanted = {case: choose(ours(arguments.build, case), arguments.ours, '--ours')
              + choose(rivals(sys.executable, case, arguments.threads), arguments.peers, '--peers')
              for case in cases}
    on = machine.describe(options.ROOT, arguments.threads)
    use_cores(arguments.threads)
    measured = [measure_case(case, wanted[case], arguments) for case in cases]
    result = {'machine': on, 'versions': versions(measured), 'least_psnr_db': LEAST_PSNR,
              'cases': measured,
              'pixels': measure_pixels(arguments.build) if arguments.pixels else []}
    print(report.markdown(result))
    save(result, arguments)
    for complaint in wrong(measured):
        note(complaint)
    return 1 if wrong(measured) else 0


if __name__ == '__main__':
    sys.exit(main())
