# SPDX-License-Identifier: MIT
"""The tables: on the screen and in Markdown they are the same text."""

# Case, program, what it is compared with, and the ratio aimed at.
TARGETS = (
    ('ngf64-256x256', 'engine-bf16', 'best rival', 0.90),
    ('ngf16-256x256', 'engine-bf16', 'best rival', 0.70),
    ('ngf64-256x256', 'engine-bf16', 'openvino-bf16', 0.55),
    ('ngf64-256x256', 'engine-int8', 'engine-bf16', 0.60),
    ('ngf64-256x256', 'engine-int8', 'engine-onednn-bf16', 0.60),
    ('ngf64-256x256', 'element-bf16', 'engine-bf16', 1.05),
    ('ngf16-256x256', 'element-bf16', 'engine-bf16', 1.05),
)

NOTES = (
    'Medians and minima are milliseconds a frame at batch 1; programs take turns, so only ratios '
    'within one table mean something.',
    'Ours takes and makes 8-bit RGB frames, so pixel conversion and padding are in its time; the '
    'others get a float tensor, or one in bf16, that is ready and padded.',
    'dB: PSNR of the 8-bit result against PyTorch in fp32, peak 255; "exact" is no pixel '
    'different. A row marked WRONG is below {least} and no rival.',
    '"best rival" is the fastest correct program that is not ours with its default settings; '
    'kept-memory rows run with an allocator that keeps memory in huge pages.',
    'Start is from the command to the first frame: libraries before main() (for Python its '
    'modules are in the model\'s part, for the element LibTorch is), model, first frame.',
)


def table(head, rows):
    """Markdown, aligned so that it reads as plain text; numbers to the right."""
    widths = [max(len(line[i]) for line in [head, *rows]) for i in range(len(head))]

    def line(cells):
        first, *others = cells
        aligned = [first.ljust(widths[0]), *(c.rjust(w) for c, w in zip(others, widths[1:]))]
        return f"| {' | '.join(aligned)} |"

    rule = ['-' * widths[0], *('-' * (w - 1) + ':' for w in widths[1:])]
    return '\n'.join([line(head), line(rule), *map(line, rows)])


def measured(case):
    return [row for row in case['rows'] if 'failed' not in row]


def best(rows):
    correct = [row for row in rows if row['correct']]
    return min(correct, key=lambda row: row['median_ms'], default=None)


def convolutions_ms(row):
    return sum(step['ms'] for step in row['steps'] if step['convolution'])


def best_rival(case):
    return best(row for row in measured(case) if not row['ours'] and not row['setting'])


def our_best(case):
    """The bare engine with running statistics, in its fastest precision."""
    return best(row for row in measured(case)
                if row['program'].startswith('engine') and row['norm_stats'] == 'running'
                and not row['setting'])


def ratio(row, base):
    return f"{row['median_ms'] / base['median_ms']:.2f}" if base else ''


def decibels(row):
    text = 'exact' if row['psnr_db'] is None else f"{row['psnr_db']:.1f}"
    return text if row['correct'] else f'{text} WRONG'


def speed_table(case):
    rival, own = best_rival(case), our_best(case)
    rows = [[row['program'], f"{row['median_ms']:.2f}", f"{row['min_ms']:.2f}",
             ratio(row, rival), ratio(row, own), decibels(row), str(row['frames'])]
            for row in sorted(measured(case), key=lambda row: row['median_ms'])]
    return table(['program', 'median', 'minimum', 'of best rival', 'of ours', 'dB', 'frames'],
                 rows)


def start_table(case):
    rows = [[row['program'], f"{row['start_s']:.2f}", f"{row['libraries_s']:.2f}",
             f"{row['load_s']:.2f}", f"{row['first_frame_s']:.2f}", f"{row['peak_mib']:.0f}"]
            for row in measured(case)]
    return table(['program', 'start s', 'libraries', 'model', 'first frame', 'peak MiB'], rows)


def profile_table(case):
    """Where the time of the bare engine goes; fp32 is left to the JSON file."""
    rows = [row for row in measured(case)
            if row.get('steps') and not row['setting'] and row['precision'] != 'fp32']
    names = list(dict.fromkeys(step['name'] for row in rows for step in row['steps']))
    times = [{step['name']: f"{step['ms']:.3f}" for step in row['steps']} for row in rows]
    lines = [[name, *(time.get(name, '') for time in times)] for name in names]
    lines.append(['convolutions', *(f'{convolutions_ms(row):.3f}' for row in rows)])
    lines.append(['whole frame', *(f"{row['median_ms']:.3f}" for row in rows)])
    return table(['step, ms', *(row['program'] for row in rows)], lines) if rows else ''


def case_text(case):
    padded = case['padded']
    size = f"{case['width']}x{case['height']}"
    if padded != [case['width'], case['height']]:
        size += f', padded to {padded[0]}x{padded[1]}'
    lines = [f"## {case['name']}", f"U-Net of {case['depth']} levels, ngf {case['ngf']}, {size}.",
             speed_table(case), start_table(case), profile_table(case)]
    lines = [line for line in lines if line]
    lines += [f"{row['program']} failed: {row['failed']}" for row in case['rows']
              if 'failed' in row]
    return '\n\n'.join(lines)


def target_rows(cases):
    for name, program, base, aim in TARGETS:
        case = next((case for case in cases if case['name'] == name), None)
        rows = {row['program']: row for row in measured(case)} if case else {}
        against = best_rival(case) if case and base == 'best rival' else rows.get(base)
        if program in rows and against:
            found = rows[program]['median_ms'] / against['median_ms']
            yield [f'{name}: {program} of {base}', f'{aim:.2f}', f'{found:.2f}',
                   verdict(found, aim)]
    for case in cases:
        for row in measured(case):
            if row['program'] == 'engine-bf16' and convolutions_ms(row):
                found = row['median_ms'] / convolutions_ms(row)
                yield [f"{case['name']}: engine-bf16 of its convolutions", '1.10', f'{found:.2f}',
                       verdict(found, 1.10)]


def verdict(found, aim):
    return 'met' if found <= aim else f'missed by {100.0 * (found / aim - 1.0):.0f} %'


def pixel_table(results):
    rows = [[result['name'], f"{result['ms']:.3f}"] for result in results]
    return table(['conversion', 'ms a frame'], rows)


def machine_text(machine, versions):
    cpu = machine['processor']
    return '\n'.join([
        f"- {cpu['name']} ({cpu['family_model']}; {' '.join(cpu['flags'])}), {machine['cores']} "
        f"cores, {machine['threads']} threads used, {machine['memory_gib']} GiB",
        f"- Linux {machine['kernel']}, transparent huge pages: {machine['huge_pages']}",
        f"- {', '.join(versions)}",
        f"- {machine['date']}, commit {machine['commit']}, load before: {machine['load_before']}",
    ])


def markdown(result):
    least = ', '.join(f'{value:.0f} dB ({key})' for key, value in result['least_psnr_db'].items())
    parts = ['# Benchmark', machine_text(result['machine'], result['versions'])]
    parts += [case_text(case) for case in result['cases']]
    targets = list(target_rows(result['cases']))
    if targets:
        parts += ['## Targets', table(['what', 'target', 'found', ''], targets)]
    if result['pixels']:
        parts += ['## Pixel conversion, one thread', pixel_table(result['pixels'])]
    parts += ['## Notes', '\n'.join(f'- {note.format(least=least)}' for note in NOTES)]
    return '\n\n'.join(parts) + '\n'
