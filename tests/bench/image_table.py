#!/usr/bin/env python3
"""Errors of the methods on images, over streams, nets and seeds: the table of README.md, made again by one command.

First the rates. Rule: for each net and method, the rate (of BN-alpha the share) with the smallest mean error over the extra
corruptions at severity 5 (`extra:5`), reset-each, seed 1; of equal ones the smaller. None of them is among the fifteen of the
table. Then every method with its rate on the fifteen at severity 5. A cell is the mean over the seeds and, behind it, half of the
95 % interval of that mean (Student's t). A line a run goes to OUT/runs.jsonl; a run that is there is not done again.

    python3 tests/bench/image_table.py --ttt build/release/ttt --models resources/models --out /tmp/table --device cuda --jobs 12
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import statistics
import subprocess
import time

FAST, ALONE, SLOW = 2000, 300, 100  # images of each shift; of methods that take them one by one; of TTT-MAE
ADAM, SGD = [1e-4, 3e-4, 1e-3, 3e-3], [1e-3, 3e-3, 1e-2, 3e-2]
# net, method, images, setting that is chosen and its values
METHODS = [
    ("bn", "source", FAST, None, []), ("bn", "bn", FAST, None, []), ("bn", "bn-alpha", FAST, "--alpha", [.1, .3, .5, .7, .9]),
    ("bn", "tent", FAST, "--lr", ADAM), ("bn", "eata", FAST, "--lr", ADAM), ("bn", "eta", FAST, "--lr", ADAM),
    ("bn", "rdumb", FAST, "--lr", ADAM), ("bn", "sar", FAST, "--lr", SGD), ("bn", "cotta", FAST, "--lr", ADAM),
    ("gn", "source", FAST, None, []), ("gn", "tent", FAST, "--lr", ADAM), ("gn", "eata", FAST, "--lr", ADAM),
    ("gn", "sar", FAST, "--lr", SGD), ("gn", "cotta", FAST, "--lr", ADAM),
    ("gn", "source", ALONE, None, []), ("gn", "ttaug", ALONE, None, []), ("gn", "memo", ALONE, "--lr", [1e-3, 5e-3]),
    ("gn", "ttt", ALONE, "--lr", [1e-3, 3e-3]), ("gn", "ttt-online", ALONE, "--lr", [3e-4, 1e-3, 3e-3]),
    ("mae", "source", SLOW, None, []), ("mae", "ttt-mae", SLOW, None, []),
]
ORDERS = ["reset-each", "continual", "mixed", "sorted"]
T95 = {2: 12.706, 3: 4.303, 4: 3.182, 5: 2.776}  # of n values


def name_of(method):
    return f"fashion-mnist-{method[0]}/{method[1]}/{method[2]}"


class Table:
    def __init__(self, options):
        self.options = options
        self.out = pathlib.Path(options.out)
        self.out.mkdir(parents=True, exist_ok=True)
        self.log = self.out / "runs.jsonl"
        self.done = {}
        self.start = time.monotonic()
        if self.log.exists():
            for line in self.log.read_text().splitlines():
                run = json.loads(line)
                self.done[run["key"]] = run

    def run(self, method, stream, order, seed, value, batch=None):
        """The errors of one run, in per cent."""
        net, key, count, setting, _ = method
        name = f"{name_of(method)} {stream} {order} {seed} {value} {batch}"
        if name in self.done:
            return self.done[name]
        if self.options.seconds and time.monotonic() - self.start > self.options.seconds:
            return {"key": name, "error": None, "message": ""}
        session = self.out / f"{abs(hash(name))}.ttt"
        command = [self.options.ttt, "run", "--images", "fashion-mnist", "--model", f"{self.options.models}/fashion-mnist-{net}",
                   "--method", key, "--stream", stream, "--order", order, "--count", str(count), "--seed", str(seed),
                   "--device", self.options.device, "--session", str(session), "--quiet", "--json"]
        command += [setting, repr(value)] if setting and value is not None else []
        command += ["--batch", str(batch)] if batch else ["--batch", "10"] if count != FAST else []
        ended = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
        session.unlink(missing_ok=True)
        try:
            said = json.loads(ended.stdout)
            run = {"key": name, "error": said["error"]["adapted"], "frozen": said["error"]["frozen"], "seconds": said["seconds"],
                   "message": said.get("message", "")}
        except (json.JSONDecodeError, KeyError):
            run = {"key": name, "error": None, "message": ended.stderr.strip()[-300:]}
        if run["error"] is None and run.get("frozen") is not None:
            run["error"] = run["frozen"]  # nothing adapts
        self.done[name] = run
        with self.log.open("a") as log:
            log.write(json.dumps(run) + "\n")
        return run

    def many(self, jobs):
        with concurrent.futures.ThreadPoolExecutor(self.options.jobs) as pool:
            return list(pool.map(lambda job: self.run(*job), jobs))


def chosen_values(table):
    """By method, the value that the rule chooses; None: there is nothing to choose."""
    jobs = [(method, "extra:5", "reset-each", 1, value) for method in METHODS if len(method[4]) > 1 for value in method[4]]
    errors = {}
    for job, run in zip(jobs, table.many(jobs)):
        errors.setdefault(name_of(job[0]), []).append((run["error"] if run["error"] is not None else 101, job[4]))
    for name, found in errors.items():
        print(f"{name}: " + ", ".join(f"{value:g}: {error:.1f}" for error, value in found))
    return {name: min(found)[1] for name, found in errors.items()}


def cell(values):
    values = [value for value in values if value is not None]
    if not values:
        return "–"
    spread = T95[len(values)] * statistics.stdev(values) / len(values) ** .5 if len(values) in T95 else None
    return f"{statistics.mean(values):.1f}" + (f" ± {spread:.1f}" if spread is not None else "")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ttt", required=True)
    parser.add_argument("--models", default="resources/models")
    parser.add_argument("--out", required=True)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--seconds", type=float, help="no run begins after so many; what is missing is a dash")
    options = parser.parse_args()
    table = Table(options)
    chosen = chosen_values(table)
    seeds = range(1, options.seeds + 1)
    episodic = {"ttaug", "memo", "ttt", "ttt-mae"}  # forget after each image: the order of the stream means nothing to them

    def orders_of(method):
        return ORDERS[:1] if method[1] in episodic or method[1] == "source" else ORDERS

    jobs = [(method, "all:5", order, seed, chosen.get(name_of(method))) for seed in seeds for method in METHODS
            for order in orders_of(method)]
    tent = next(method for method in METHODS if method[:2] == ("bn", "tent"))
    single = [((*tent[:2], ALONE, *tent[3:]), "all:5", "continual", 1, chosen[name_of(tent)], 1)]
    table.many(jobs)
    print("| net | method | chosen | " + " | ".join(ORDERS) + " |\n| --- | --- | ---: |" + " ---: |" * len(ORDERS))
    for method in METHODS:
        value = chosen.get(name_of(method))
        cells = [cell([table.run(method, "all:5", order, seed, value)["error"] for seed in seeds])
                 if order in orders_of(method) else "" for order in ORDERS]
        print(f"| {method[0].upper()}, {method[2]} | {method[1]} | {'' if value is None else f'{value:g}'} | " + " | ".join(cells) + " |")
    for run in table.many(single):
        print(f"batch of 1: {run['key']}: {run['error']}")
    for run in table.done.values():
        if run["message"]:
            print(f"{run['key']}: {run['message']}")


main()
