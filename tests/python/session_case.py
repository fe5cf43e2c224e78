"""A folder for each test, and `ttt` as it was built."""

import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "resources" / "python"))
import ttt  # noqa: E402

TEXT = "A wörd after a word after a word. " * 8


class SessionCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def path(self, name="runs.ttt"):
        return str(self.folder / name)

    def ttt(self, *arguments, code=0):
        """What the program prints; a JSON object where it was asked for one."""
        done = subprocess.run([os.environ["TTT"], *map(str, arguments)], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return json.loads(done.stdout) if "--json" in arguments else done.stdout + done.stderr

    def sql(self, query, name="runs.ttt"):
        database = sqlite3.connect(self.path(name))
        rows = database.execute(query).fetchall()
        database.commit()
        database.close()
        return rows

    def write(self, name="runs.ttt", chunk=16, nll=lambda item: 2.0, columns=("nll_adapted",), **of_run):
        """A run over TEXT, a byte an item."""
        count = len(TEXT.encode())
        with ttt.run(self.path(name), TEXT, **of_run) as run:
            for begin in range(0, count, chunk):
                end = min(begin + chunk, count)
                values = [None if item == 0 else nll(item) for item in range(begin, end)]
                run.step(begin, end, columns={key: values for key in columns},
                         layers={1: {"drift_relative": 0.001 * end}})
        return run.id
