# SPDX-License-Identifier: MIT
"""The options of tests/benchmarks/run.

Lets our engine, the element and other runtimes take turns on the same frames
and prints how long each takes.
"""
import argparse
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
CASES = ('ngf16-256x256', 'ngf32-256x256', 'ngf64-256x256', 'ngf32-512x512', 'ngf32-1920x1080')
QUICK_CASES = ('ngf16-256x256', 'ngf64-256x256')
SECONDS, QUICK_SECONDS = 40.0, 10.0


def names(text):
    return [] if text == 'none' else text.split(',')


def option_parser():
    parser = argparse.ArgumentParser(
        prog='tests/benchmarks/run', description=__doc__.partition('\n\n')[2],
        epilog='A run of everything is saved in tests/benchmarks/results/, any other in '
               'build/benchmarks/results/, by the name of the processor.')
    parser.add_argument('--cases', type=names, metavar='LIST', help='for instance '
                        'ngf64-256x256,ngf4-depth3-32x32; default: ' + ','.join(CASES))
    parser.add_argument('--peers', type=names, metavar='LIST',
                        help='other runtimes to compare with, or none')
    parser.add_argument('--ours', type=names, metavar='LIST', help='rows of ours')
    parser.add_argument('--seconds', type=float, help=f'a case; default {SECONDS:.0f}')
    parser.add_argument('--frames', type=int, default=0,
                        help='of each program, however long that takes')
    parser.add_argument('--threads', type=int, default=2, help='default 2')
    parser.add_argument('--quick', action='store_true',
                        help=f"{' and '.join(QUICK_CASES)}, {QUICK_SECONDS:.0f} seconds each")
    parser.add_argument('--build', type=pathlib.Path, default=ROOT / 'build',
                        help='build folder to measure; default build/')
    parser.add_argument('--work', type=pathlib.Path, help='folder for networks and logs')
    parser.add_argument('--results', type=pathlib.Path, help='where to save the tables')
    return parser


def fill_in(arguments):
    """What depends on other options; paths become absolute."""
    everything = not (arguments.quick or arguments.cases or arguments.seconds or arguments.frames
                      or arguments.peers is not None or arguments.ours is not None)
    arguments.build = arguments.build.resolve()
    arguments.work = (arguments.work or arguments.build / 'benchmarks').resolve()
    arguments.results = arguments.results or (
        ROOT / 'tests/benchmarks/results' if everything else arguments.work / 'results')
    arguments.pixels = arguments.cases is None
    arguments.cases = arguments.cases or (QUICK_CASES if arguments.quick else CASES)
    arguments.seconds = arguments.seconds or (QUICK_SECONDS if arguments.quick else SECONDS)


def read():
    arguments = option_parser().parse_args()
    fill_in(arguments)
    return arguments


if __name__ == '__main__':
    read()
