# SPDX-License-Identifier: MIT
"""The programs that take turns: ours and those it is measured against."""
import dataclasses
import json
import os
import pathlib
import subprocess
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent

# As good as 8 bits can be, what bf16's 8 bits of mantissa leave, and what 8-bit
# activations leave of a network with random weights.
LEAST_PSNR = {'fp32': 60.0, 'bf16': 40.0, 'int8': 30.0}

# The allocator keeps what it has, in huge pages: costs nothing but memory.
KEEP_MEMORY = ('glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=1073741824:'
               'glibc.malloc.trim_threshold=1073741824:glibc.malloc.top_pad=268435456')


@dataclasses.dataclass(frozen=True)
class Entry:
    """One row of the table, and how to start its program."""
    name: str
    precision: str
    command: tuple
    ours: bool = False
    norm_stats: str = 'running'
    frame: str = 'padded-frame.rgb'  # what it takes
    environment: tuple = ()
    setting: bool = False  # not what people run: no rival to be measured by
    by_default: bool = True
    least_psnr: float = 0.0  # below that of its precision, where there is a reason

    def needed_psnr(self):
        return self.least_psnr or LEAST_PSNR[self.precision]


def engine(build, case, name, precision, norm_stats='running', program='engine-server',
           options=(), **kwargs):
    command = (str(build / 'tests/benchmarks' / program), '--model', 'model.safetensors',
               '--width', str(case.width), '--height', str(case.height),
               '--precision', precision, '--norm-stats', norm_stats, *options)
    environment = (
        ('GST_PLUGIN_PATH_1_0', str(build / 'gst-plugin')),
        ('GST_REGISTRY', str(build / 'tests/benchmarks/registry')),
        ('PIX2PIX_RUNTIME', str(build / 'models/runtime/libpix2pix-runtime.so')),
    )
    return Entry(name, precision, command, True, norm_stats, 'frame.rgb', environment, **kwargs)


def ours(build, case):
    return [
        engine(build, case, 'engine-bf16', 'bf16'),
        engine(build, case, 'engine-fp32', 'fp32'),
        engine(build, case, 'engine-int8', 'int8'),
        engine(build, case, 'engine-bf16-frame-stats', 'bf16', 'frame'),
        engine(build, case, 'engine-onednn-bf16', 'bf16', options=('--kernels', 'onednn'),
               setting=True),
        engine(build, case, 'engine-plain-bf16', 'bf16', options=('--kernels', 'plain'),
               setting=True),
        # A tile sees less of the frame than the network was made for.
        engine(build, case, 'engine-bf16-tiles', 'bf16', options=('--tile-size', '512'),
               setting=True, least_psnr=20.0,
               by_default=max(case.width, case.height) > 512),
        engine(build, case, 'element-bf16', 'bf16', program='pipeline-server'),
    ]


def rivals(python, case, threads):
    def entry(peer, name=None, environment=(), **kwargs):
        command = (python, str(HERE / 'peer.py'), peer, case.name, '.', str(threads))
        return Entry(name or peer, peer.rpartition('-')[2], command, environment=environment,
                     **kwargs)

    keep = (('GLIBC_TUNABLES', KEEP_MEMORY),)
    return [
        entry('eager-fp32'),
        entry('eager-bf16'),
        entry('torchscript-fp32'),
        entry('torchscript-bf16'),
        entry('compile-fp32'),
        entry('compile-bf16'),
        entry('compile-bf16', 'compile-bf16-kept-memory', keep, setting=True),
        entry('autotune-bf16', by_default=False),
        entry('onnxruntime-fp32'),
        entry('openvino-fp32'),
        entry('openvino-bf16'),
    ]


class Failed(Exception):
    """A program ended; the message is what it said last."""


class Program:
    """One process, started and asked line by line."""

    def __init__(self, entry, folder, threads, inductor_cache, time_limit=600.0):
        self.entry = entry
        self.folder = folder
        self.time_limit = time_limit
        self.times = []
        self.log = folder / f'{entry.name}.log'
        environment = os.environ | dict(entry.environment) | {
            'OMP_NUM_THREADS': str(threads), 'TORCHINDUCTOR_CACHE_DIR': str(inductor_cache)}
        started = time.monotonic()
        with open(self.log, 'w') as log:
            self.process = subprocess.Popen(
                entry.command, cwd=folder, env=environment, stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            self.ready = self.answer()
        except Failed:
            self.close()
            raise
        self.start_s = time.monotonic() - started

    def answer(self):
        watchdog = threading.Timer(self.time_limit, self.process.kill)
        watchdog.start()
        line = self.process.stdout.readline()
        watchdog.cancel()
        if not line:
            raise Failed(self.last_words())
        return json.loads(line)

    def last_words(self):
        self.process.wait()
        said = [line.strip() for line in self.log.read_text().splitlines() if line.strip()]
        return said[-1] if said else f'ended with status {self.process.returncode}'

    def ask(self, command):
        try:
            self.process.stdin.write(command + '\n')
            self.process.stdin.flush()
        except BrokenPipeError:
            raise Failed(self.last_words()) from None
        return self.answer()

    def convert(self):
        """Translates its frame; the path of the result."""
        result = f'{self.entry.name}.rgb'
        self.ask(f'convert {self.entry.frame} {result}')
        return self.folder / result

    def profile(self, frames):
        return self.ask(f'profile {frames}')['steps'] if 'engine-server' in self.entry.command[0] \
            else []

    def run(self, frames):
        answer = self.ask(f'run {frames}')
        self.ready['peak_mib'] = answer['peak_mib']
        return answer['ms']

    def close(self):
        """Lets it end; once."""
        self.process.communicate()
