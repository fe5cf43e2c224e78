"""What ttt.py writes, `ttt` reads; and what a stranger may do wrong ends in a sentence. Standard library only."""

import math
import os
import signal
import subprocess
import sys
import unittest

from session_case import TEXT, SessionCase, ttt

WRITER = """
import sys, time
sys.path[:0] = [{folder!r}, {tests!r}]
import ttt
from session_case import TEXT
with ttt.run({path!r}, TEXT) as run:
    for begin in range(0, 160, 16):
        run.step(begin, begin + 16, columns={{"nll_adapted": [1.0] * 16}})
    print("written", flush=True)
    time.sleep(60)
"""


class Written(SessionCase):
    def test_the_format_is_kept_and_every_command_reads_it(self):
        run = self.write(columns=("nll_frozen", "nll_adapted"), method="mine", config={"lr": 0.1, "opt": {"k": "sgd"}})
        check = self.ttt("check", self.path(), "--json")
        self.assertTrue(check["keeps_its_format"], check)
        self.assertEqual((check["format"], check["runs"], check["steps"]), (ttt.FORMAT, 1, -(-len(TEXT.encode()) // 16)))
        shown = self.ttt("show", "--session", self.path(), "--json")
        self.assertEqual((shown["run"], shown["state"], shown["tokens"]), (run, "finished", len(TEXT.encode())))
        self.assertAlmostEqual(shown["perplexity"]["adapted"], math.exp(2))
        self.assertEqual(shown["own_settings"], {"lr": "0.1", "opt.k": "sgd"})
        self.assertIn("mine: lr 0.1, opt.k sgd", self.ttt("show", "--session", self.path()))
        self.assertIn("lr 0.1", self.ttt("list", "--session", self.path()))
        items = self.ttt("export", "--session", self.path(), "--items", "-").splitlines()
        self.assertEqual(len(items), len(TEXT.encode()) + 1)
        self.assertIn(f"{run},0,1,drift_relative,0.016", self.ttt("export", "--session", self.path(), "--metrics", "-"))

    def test_the_dictionaries_are_the_workbench_s(self):
        self.write()
        self.ttt("export", "--session", self.path(), "--session-copy", self.path("copy.ttt"))
        for table, where in (("metric_info", 1 << 20), ("column_info", 1 << 20), ("event_info", 1 << 20)):
            query = f"SELECT * FROM {table} WHERE id < {where} ORDER BY id"
            self.assertEqual(self.sql(query), self.sql(query, "copy.ttt"))

    def test_numbers_of_one_s_own(self):
        margin = ttt.Metric("margin", "margin of the top token", "nats", "higher")
        with ttt.run(self.path(), TEXT, metrics=[margin]) as run:
            run.step(0, 8, metrics={"margin": 1.5, "steps_taken": 3}, layers={2: {"gate": 0.25}},
                     columns={ttt.Column("surprise", "surprise", "bits"): range(8), "pair": [[1, 2]] * 8})
        shown = self.ttt("show", "--session", self.path())
        self.assertIn("margin of the top token, nats (last)", shown)
        self.assertIn("surprise, bits (mean)", shown)
        self.assertNotIn("Perplexity", shown)
        self.ttt("export", "--session", self.path(), "--session-copy", self.path("copy.ttt"))
        for name in ("runs.ttt", "copy.ttt"):
            self.assertEqual(self.sql("SELECT label, unit, better FROM metric_info WHERE key = 'margin'", name),
                             [tuple(margin[1:])])
            self.assertIn(",-1,margin,1.5", self.ttt("export", "--session", self.path(name), "--metrics", "-"))
            self.assertTrue(self.ttt("check", self.path(name), "--json")["keeps_its_format"])
        read = ttt.read(self.path("copy.ttt")).runs[0]
        self.assertEqual(list(read.column("surprise")), list(range(8)))
        self.assertEqual([list(pair) for pair in read.column("pair")], [[1, 2]] * 8)
        self.assertEqual(list(read.metric("gate", 2)), [0.25])

    def test_a_key_has_the_same_number_in_every_file(self):
        for name, keys in (("a.ttt", ("x", "y")), ("b.ttt", ("y", "z"))):
            with ttt.run(self.path(name), TEXT) as run:
                run.step(0, 8, metrics={key: 1 for key in keys})
            self.ttt("export", "--session", self.path(name), "--session-copy", self.path("both.ttt"))
        self.assertEqual([run["state"] for run in self.ttt("list", "--session", self.path("both.ttt"), "--json")["runs"]],
                         ["cancelled"] * 2)

    def test_a_run_without_a_text(self):
        with ttt.run(self.path(), kind="images", items=6, input_name="CIFAR-10-C fog", method="tent") as run:
            run.step(0, 4, columns={"correct": [1, 0, 1, 1]})
            run.step(4, 6, columns={"correct": [1, 1]})
        self.assertTrue(self.ttt("check", self.path(), "--json")["keeps_its_format"])
        shown = self.ttt("show", "--session", self.path())
        self.assertIn("CIFAR-10-C fog, 6 images in batches of 4", shown)
        self.assertIn("correct (mean)", shown)
        with self.assertRaisesRegex(ttt.Error, "at least one column"):
            with ttt.run(self.path("none.ttt"), kind="images", items=6, input_name="x") as run:
                run.step(0, 4)

    def test_patterns_and_events(self):
        with ttt.run(self.path(), TEXT) as run:
            run.event("reset", ("item",), ("norm",), "the weights were reset")
            run.step(0, 8, patterns=[(5, 2, 0.5, 0.1, 0.2)], events={"reset": [((3,), (1.5,))]})
            with self.assertRaisesRegex(ttt.Error, "is of the items"):
                run.step(8, 16, patterns=[(7, 2, 0, 0, 0)])
            run.step(8, 16)
        self.assertTrue(self.ttt("check", self.path(), "--json")["keeps_its_format"])

    def test_offsets_of_characters_become_bytes(self):
        text = "äb €c"
        pairs = [(0, 1), (0, 1), (1, 2), (2, 4), (4, 5), (0, 0)]  # a character in two tokens, and an end of text
        with ttt.run(self.path(), text, [1, 2, 3, 4, 5, 0], pairs) as run:
            run.step(0, 6, columns={"nll_adapted": [1] * 6})
        self.assertEqual(ttt.read(self.path()).runs[0].tokens(), [b"", "ä".encode(), b"b", " €".encode(), b"c", b""])
        self.assertTrue(self.ttt("check", self.path(), "--json")["keeps_its_format"])

    def test_perplexities_come_by_themselves(self):
        self.write(nll=lambda item: item / 100, columns=("nll_adapted",))
        read = ttt.read(self.path()).runs[0]
        nll = list(read.column("nll_adapted"))[1:]
        self.assertTrue(math.isnan(read.column("nll_adapted")[0]))
        self.assertAlmostEqual(read.metric("perplexity_adapted")[-1], math.exp(sum(nll) / len(nll)), 5)
        self.assertAlmostEqual(read.metric("nll_adapted")[1], sum(nll[15:31]) / 16, 6)

    def test_reading_an_engine_s_keys_fails_with_their_names_only(self):
        self.write()
        session = ttt.read(self.path())
        self.assertEqual(session.runs[0].keys()[1], ["nll_adapted"])
        with self.assertRaises(KeyError):
            session.runs[0].metric("never")


class Ended(SessionCase):
    def state(self):
        run = self.ttt("list", "--session", self.path(), "--json")["runs"][-1]
        return run["state"], run["message"]

    def test_ends_are_told_apart(self):
        for error, state in ((KeyboardInterrupt(), "cancelled"), (ValueError("bad"), "failed")):
            with self.assertRaises(type(error)), ttt.run(self.path(), TEXT) as run:
                run.step(0, 8)
                raise error
            self.assertEqual(self.state()[0], state)
        self.assertEqual(self.state()[1], "ValueError: bad")
        with ttt.run(self.path(), TEXT) as run:
            run.step(0, 8)
            run.diverged("Diverged at chunk 0: too fast.")
        self.assertEqual(self.state(), ("diverged", "Diverged at chunk 0: too fast."))
        self.assertFalse(os.path.exists(self.path() + "-wal"))

    def test_killed_it_loses_nothing_that_was_committed(self):
        folder = os.path.dirname(ttt.__file__)
        code = WRITER.format(folder=folder, tests=os.path.dirname(__file__), path=self.path())
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as writer:
            self.assertEqual(writer.stdout.readline(), "written\n")
            listed = self.ttt("list", "--session", self.path(), "--json")["runs"][0]
            self.assertEqual((listed["state"], listed["chunks"]), ("running", 10))
            writer.send_signal(signal.SIGKILL)
        listed = self.ttt("list", "--session", self.path(), "--json")["runs"][0]
        self.assertEqual((listed["state"], listed["chunks"], listed["tokens"]), ("interrupted", 10, 160))
        self.assertTrue(self.ttt("check", self.path(), "--json")["keeps_its_format"])
        self.write()  # the next writer writes the end down
        self.assertEqual(self.sql("SELECT state FROM run ORDER BY id"), [(ttt.INTERRUPTED,), (ttt.FINISHED,)])

    def test_a_file_that_is_taken_away(self):
        with self.assertRaisesRegex(ttt.Error, "rescued"), ttt.run(self.path(), TEXT) as run:
            run.step(0, 8)
            os.rename(self.path(), self.path("elsewhere.ttt"))
            run.step(8, 16)
        rescued = ttt.read(self.path("runs.rescued.ttt")).runs[0]
        self.assertEqual((rescued.state, rescued.items), ("failed", 16))


class Refused(SessionCase):
    def test_steps_that_do_not_follow(self):
        with ttt.run(self.path(), TEXT) as run:
            run.step(0, 8)
            for begin, end in ((0, 8), (9, 12), (8, 8), (8, 10_000)):
                with self.assertRaisesRegex(ttt.Error, "is next of"):
                    run.step(begin, end)
            with self.assertRaisesRegex(ttt.Error, "for 4 items"):
                run.step(8, 12, columns={"nll_adapted": [1] * 5})
            run.step(8, 12, columns={"nll_adapted": [1] * 4})
        self.assertTrue(self.ttt("check", self.path(), "--json")["keeps_its_format"])
        self.sql("UPDATE run SET state = 1")
        self.assertIn("12 of its", self.ttt("check", self.path(), code=1))
        with self.assertRaisesRegex(ttt.Error, "has ended"):
            run.step(12, 16)

    def test_what_is_no_session(self):
        with open(self.path("text.ttt"), "w") as file:
            file.write("not a session, but long enough for a header of SQLite " * 20)
        for call in (lambda: ttt.run(self.path("text.ttt"), TEXT), lambda: ttt.read(self.path("text.ttt"))):
            with self.assertRaisesRegex(ttt.Error, "session file"):
                call()
        with self.assertRaisesRegex(ttt.Error, "does not exist"):
            ttt.read(self.path("none.ttt"))

    def test_documents_that_do_not_fit(self):
        for arguments, sentence in (((TEXT, [1, 2]), "offsets"), ((TEXT, [1, 2], [0, 1]), "3 byte offsets"),
                                    ((TEXT, [1, 2], [0, 2, 1]), "backwards"), ((TEXT, [1], [0, 9999]), "beyond"),
                                    ((TEXT, [-1], [0, 1]), "vocabulary"), ((None,), "kind of its own")):
            with self.assertRaisesRegex(ttt.Error, sentence):
                ttt.run(self.path(), *arguments)
        self.assertFalse(os.path.exists(self.path()))

    def test_verify_leaves_runs_of_others_alone(self):
        self.write(method="in-place")
        self.assertIn("not ours to compute again", self.ttt("verify", "--session", self.path(), code=1))
        self.assertIn("another program", self.ttt("trace", "--session", self.path(), "--item", 3, code=1))


class Compared(SessionCase):
    def test_the_first_difference(self):
        self.write("a.ttt")
        self.write("b.ttt", nll=lambda item: 2.5 if item >= 37 else 2.0 + 1e-6)
        found = self.ttt("diff", self.path("a.ttt"), self.path("b.ttt"), "--json", code=1)
        self.assertFalse(found["agree"])
        place = found["difference"]
        self.assertEqual((place["key"], place["chunk"], place["at"]["token"], place["text"]),
                         ("nll_adapted", 2, 37, TEXT.encode()[37:38].decode()))
        self.assertEqual([near["token"] for near in place["around"]], [35, 36, 37, 38, 39])
        self.assertEqual((place["at"]["first"], place["at"]["second"]), (2.0, 2.5))
        said = self.ttt("diff", self.path("a.ttt"), self.path("b.ttt"), code=1)
        self.assertIn("They part at nll_adapted of token 37 in chunk 2", said)
        self.ttt("diff", self.path("a.ttt"), self.path("b.ttt"), "--tolerance", "0.5", "--tolerance",
                 "perplexity_adapted=10", "--tolerance", "window_perplexity_adapted=10")
        self.ttt("diff", self.path("a.ttt"), self.path("b.ttt"), "--only", "drift_relative")
        self.assertIn("Neither run", self.ttt("diff", self.path("a.ttt"), self.path("b.ttt"), "--only", "x", code=2))

    def test_layers_and_lengths(self):
        self.write("a.ttt")
        with ttt.run(self.path("b.ttt"), TEXT) as run:
            for begin in range(0, 64, 16):
                run.step(begin, begin + 16, columns={"nll_adapted": [2.0] * 16},
                         layers={1: {"drift_relative": 0.001 * (begin + 16) + (begin >= 32)}})
        found = self.ttt("diff", self.path("a.ttt"), self.path("b.ttt"), "--only", "drift_relative", "--json", code=1)
        self.assertEqual((found["difference"]["layer"], found["difference"]["chunk"]), (1, 2))
        self.assertIn("shorter", found["note"])
        # Nothing predicts the first token in the one, and the other has a number there.
        found = self.ttt("diff", self.path("a.ttt"), self.path("b.ttt"), "--json", code=1)
        self.assertEqual(found["difference"]["at"], {"token": 0, "first": None, "second": 2.0})

    def test_other_texts_are_not_compared(self):
        self.write("a.ttt")
        with ttt.run(self.path("b.ttt"), "B" + TEXT) as run:
            run.step(0, 16, columns={"nll_adapted": [2.0] * 16})
        self.assertIn("different texts: token 0", self.ttt("diff", self.path("a.ttt"), self.path("b.ttt"), code=1))

    def test_runs_of_one_file_are_named_by_their_ids(self):
        first, second = self.write(), self.write()
        self.assertIn("They agree", self.ttt("diff", f"{self.path()}#{first[:8]}", self.path()))
        self.assertIn("They agree", self.ttt("diff", first[:8], second[:8], "--session", self.path()))
        absent = self.path("absent.ttt")
        self.assertIn(absent, self.ttt("diff", absent, self.path(), code=1))


class Checked(SessionCase):
    """Each broken promise is said, and does not hide the others."""

    def broken(self, *changes):
        self.write(columns=("nll_adapted",))
        for change in changes:
            self.sql(change)
        return "\n".join(promise["sentence"] for promise in self.ttt("check", self.path(), "--json", code=1)["broken"])

    def test_numbers_that_are_none(self):
        said = self.broken("UPDATE metric_info SET better = 'more' WHERE id = 3",
                           "INSERT INTO column_info VALUES (7777, 'nll_adapted', '', '', 1)",
                           "UPDATE run_total SET total = total + 1",
                           "UPDATE run SET steps = steps - 1")
        for part in ("better", "Two columns have the key nll_adapted", "total of column 2", "It says that it has"):
            self.assertIn(part, said)

    def test_tables_of_its_own(self):
        said = self.broken("DROP INDEX document_hash", "CREATE VIEW w AS SELECT 1", "DROP TABLE lesson_answer")
        for part in ("index document_hash", "view w", "table lesson_answer"):
            self.assertIn(part, said)

    def test_a_gap_and_another_run_that_is_well(self):
        self.write()
        said = self.broken("DELETE FROM step WHERE run = 1 AND step = 2")
        self.assertIn("step 2", said)
        self.assertEqual(len(self.ttt("check", self.path(), "--json", code=1)["broken"]), 1)

    def test_hashes_and_stretches(self):
        said = self.broken("UPDATE run SET input_hash = 'md5:1'",
                           "UPDATE metric_series SET step_count = 2, step_values = zeroblob(16) WHERE first_step = 1")
        self.assertIn("hash", said)
        self.assertIn("beyond the next stretch", said)

    def test_what_is_no_session_at_all(self):
        with open(self.path(), "w") as file:
            file.write("nothing of the kind " * 100)
        self.assertIn("session", self.ttt("check", self.path(), code=1))
        self.ttt("check", self.path("none.ttt"), code=1)
        self.ttt("check", code=2)


if __name__ == "__main__":
    unittest.main()
