# SPDX-License-Identifier: MIT
"""What a figure was measured on."""
import datetime
import os
import pathlib
import platform
import re
import subprocess

# Those that decide how fast a convolution is.
FLAGS = ('avx2', 'avx512f', 'avx512_bf16', 'avx512_vnni', 'avx512_fp16', 'avx_vnni',
         'amx_bf16', 'amx_int8', 'asimd', 'bf16', 'i8mm', 'sve')


def cpu_field(text, *names):
    """The first of these fields of /proc/cpuinfo."""
    for name in names:
        found = re.search(rf'^{name}\s*:\s*(.*)$', text, re.MULTILINE)
        if found:
            return found[1].strip()
    return ''


def processor():
    """Its name; family and model too, since clouds hide the rest of the name."""
    text = pathlib.Path('/proc/cpuinfo').read_text()
    name = cpu_field(text, 'model name') or platform.machine()
    numbers = [cpu_field(text, 'cpu family'), cpu_field(text, 'model')]
    flags = cpu_field(text, 'flags', 'Features').split()
    return {'name': name, 'family_model': '-'.join(n for n in numbers if n),
            'flags': [flag for flag in FLAGS if flag in flags]}


def memory_gib():
    pages = os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE')
    return round(pages / 2 ** 30, 1)


def commit(root):
    """What was measured; '+' when the working tree differs from it."""
    result = subprocess.run(['git', 'describe', '--always', '--dirty=+', '--exclude=*'], cwd=root,
                            capture_output=True, text=True)
    return result.stdout.strip() or 'unknown'


def describe(root, threads):
    pages = pathlib.Path('/sys/kernel/mm/transparent_hugepage/enabled')
    enabled = re.search(r'\[(\w+)\]', pages.read_text()) if pages.exists() else None
    return {
        'processor': processor(),
        'cores': os.cpu_count(),
        'threads': threads,
        'memory_gib': memory_gib(),
        'huge_pages': enabled[1] if enabled else 'unknown',
        # The release alone: what a distributor or cloud adds says nothing here.
        'kernel': '.'.join(platform.release().split('.')[:2]),
        'load_before': round(os.getloadavg()[0], 2),
        'date': datetime.datetime.now(datetime.timezone.utc).strftime('%Y-%m-%d %H:%M UTC'),
        'commit': commit(root),
    }


def slug(machine):
    """A file name for the figures of such machines."""
    cpu = machine['processor']
    text = f"{cpu['name']} {cpu['family_model']} {machine['threads']} threads"
    return re.sub(r'[^a-z0-9]+', '-', text.lower()).strip('-')
