#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Breaks each rule of scripts/check once, in a repository made for it."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parent / 'check'
SPDX = '// SPDX-License-Identifier: MIT\n'
BODY = 'The check needs a commit to judge.'


class Check(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.git('init', '-q', '-b', 'main')
        (self.root / 'scripts').mkdir()
        shutil.copy(SCRIPT, self.root / 'scripts/check')
        self.commit('build: begin', BODY)
        self.commit('build: go on', BODY)

    def git(self, *arguments):
        who = {f'GIT_{role}_{what}': f'tester@{role}.invalid'
               for role in ('AUTHOR', 'COMMITTER') for what in ('NAME', 'EMAIL')}
        quiet = {'GIT_CONFIG_GLOBAL': '/dev/null', 'GIT_CONFIG_SYSTEM': '/dev/null'}
        subprocess.run(['git', *arguments], cwd=self.root, check=True, env=os.environ | who | quiet)

    def commit(self, subject, body):
        self.git('add', '-A')
        self.git('commit', '-q', '--allow-empty', '-m', subject, '-m', body)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def findings(self, only):
        result = subprocess.run([self.root / 'scripts/check', '--only', only],
                                capture_output=True, text=True, cwd=self.root)
        self.assertEqual(result.stderr, '')
        found = [line.strip() for line in result.stdout.splitlines()[1:]]
        self.assertEqual(result.returncode, 1 if found else 0)
        return found

    def assert_wall(self, name, include, broken):
        self.write(name, f'{SPDX}#include {include}\n')
        self.assertEqual(bool(self.findings('includes')), broken, f'{name}: {include}')
        (self.root / name).unlink()

    def test_walls(self):
        self.assert_wall('gst-plugin/a.cpp', '<torch/types.h>', True)
        self.assert_wall('gst-plugin/a.h', '"ATen/ATen.h"', True)
        self.assert_wall('gst-plugin/a.cpp', '"trainer/data/jitter.h"', True)
        self.assert_wall('models/pixels/a.cpp', '<gst/gst.h>', True)
        self.assert_wall('models/pixels/a.cpp', '  <glib.h>', True)
        self.assert_wall('models/pixels/a.cu', '<ATen/ATen.h>', True)
        self.assert_wall('trainer/a.cpp', '"gst-plugin/caps_rules.h"', True)
        self.assert_wall('trainer/training/a.cpp', '<opencv2/core.hpp>', True)
        self.assert_wall('models/a.cpp', '"tests/pictures.h"', True)

        self.assert_wall('gst-plugin/a.cpp', '<gst/gst.h>', False)
        self.assert_wall('models/pixels/a.cpp', '<ATen/ATen.h>', False)
        self.assert_wall('trainer/data/picture_files.cpp', '<opencv2/core.hpp>', False)
        self.assert_wall('tests/models/a.cpp', '"tests/pictures.h"', False)

    def test_licence_line(self):
        self.write('models/a.h', '#pragma once\n')
        self.write('models/b.h', SPDX + '#pragma once\n')
        self.write('run', '#!/bin/sh\n')
        self.write('notes.md', 'no source\n')
        self.assertEqual([f.partition(':')[0] for f in self.findings('licence lines')],
                         ['models/a.h', 'run'])

    def test_long_file(self):
        self.write('models/a.cpp', SPDX + 'int a();\n' * 700)
        self.assertEqual(self.findings('sizes'), [])
        self.write('models/a.cpp', SPDX + 'int a();\n' * 701)
        self.assertIn('701 lines', self.findings('sizes')[0])

    def test_large_blob_stays_in_the_history(self):
        with open(self.root / 'weights', 'wb') as weights:
            weights.truncate((30 << 20) + 1)
        self.commit('models: weights', BODY)
        (self.root / 'weights').unlink()
        self.git('add', '-A')
        self.git('commit', '-q', '--amend', '--allow-empty', '-m', 'models: none', '-m', BODY)
        self.assertEqual(self.findings('sizes'), [])
        with open(self.root / 'weights', 'wb') as weights:
            weights.truncate((30 << 20) + 1)
        self.commit('models: weights', BODY)
        self.assertIn('weights', self.findings('sizes')[0])

    def test_commit_messages(self):
        for subject, body, wanted in [
            ('caps: accept GBRP', BODY, None),
            ('gst-plugin, tests: accept GBRP', BODY, None),
            ('accept GBRP', BODY, 'area: what'),
            ('caps: fix', BODY, 'does not say what'),
            ('caps: Updated files', BODY, 'does not say what'),
            ('caps: accept GBRP.', BODY, 'full stop'),
            ('caps: accept ' + 'x' * 60, BODY, 'columns'),
            ('caps: accept GBRP', 'Signed-off-by: A Tester', 'no body'),
        ]:
            self.commit(subject, body)
            found = self.findings('commits')
            self.assertEqual(len(found), 1 if wanted else 0, subject)
            if wanted:
                self.assertIn(wanted, found[0])

    def test_one_line_body_is_wanted_after_an_empty_line(self):
        self.git('commit', '-q', '--allow-empty', '-m', 'caps: accept GBRP')
        self.assertIn('no body', self.findings('commits')[0])

    @unittest.skipUnless(shutil.which('shellcheck'), 'needs shellcheck: ./setup --dev')
    def test_shell_scripts(self):
        self.write('pipelines/demo', '#!/usr/bin/env bash\nrm $1\n')
        self.assertIn('SC2086', self.findings('shellcheck')[0])

    @unittest.skipUnless(shutil.which('clang-format'), 'needs clang-format: ./setup --dev')
    def test_format_of_changed_lines(self):
        self.write('.clang-format', 'BasedOnStyle: Google\n')
        self.write('models/a.cpp', 'int  old;\n\n\n\nint a;\n')
        self.commit('models: a', BODY)
        self.write('models/a.cpp', 'int  old;\n\n\n\nint a;\nint   b;\n')
        self.write('models/new.cpp', 'int  c;\n')
        self.commit('models: b', BODY)
        self.write('models/untracked.cpp', 'int  d;\n')
        found = self.findings('format')
        self.assertIn('to apply: clang-format -i models/untracked.cpp', found)
        self.assertIn('+int b;', found)
        self.assertIn('+int c;', found)
        self.assertNotIn('-int  old;', found)


if __name__ == '__main__':
    unittest.main()
