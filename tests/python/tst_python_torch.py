"""ttt.watch and ttt.hf, on a made-up model; skipped where python3 has no torch."""

import importlib.util
import math
import sys
import unittest

if not importlib.util.find_spec("torch"):
    print("This python3 has no torch: ttt.watch and ttt.hf are not tested.")
    sys.exit(77)

import torch

from session_case import SessionCase, ttt

TEXT = "the cat sat on the mat, the cat sat on the hat. " * 4


class Letters:
    """A tokenizer of letters that looks like a fast one of Hugging Face."""

    is_fast = True

    def __len__(self):
        return 128

    def __call__(self, text, **_):
        return {"input_ids": [ord(letter) for letter in text], "offset_mapping": [(i, i + 1) for i in range(len(text))]}

    def decode(self, ids):
        return chr(ids[0])


class Bigrams(torch.nn.Module):
    """Predicts the next letter from this one."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(1)
        self.layers = torch.nn.ModuleList([torch.nn.Embedding(128, 128)])
        self.layers[0].weight.data.mul_(0.1)
        self.config = type("Config", (), {"vocab_size": 128, "num_hidden_layers": 1, "max_position_embeddings": 64})()
        self.device = torch.device("cpu")
        self.learns_while_reading = False

    def forward(self, input_ids, use_cache=False):
        if self.learns_while_reading:
            self.layers[0].weight.data[input_ids[0, :-1], input_ids[0, 1:]] += 1
        return type("Output", (), {"logits": self.layers[0](input_ids)})()


def learn(model):
    def update(chunk):
        model.layers[0].weight.data[chunk.ids[0, :-1], chunk.ids[0, 1:]] += 1
    return update


class Hf(SessionCase):
    def read(self, model, update, **more):
        return ttt.hf(model, Letters()).read(self.path(), TEXT, update, chunk=16, **more)

    def test_scores_before_it_learns(self):
        model = Bigrams()
        frozen = torch.nn.functional.cross_entropy(model.layers[0](torch.tensor([ord(c) for c in TEXT[:-1]])),
                                                   torch.tensor([ord(c) for c in TEXT[1:]]), reduction="none").tolist()
        self.read(model, learn(model), method="counting", config={"by": 1})
        run = ttt.read(self.path()).runs[0]
        before, after = run.column("nll_frozen"), run.column("nll_adapted")
        for item in range(1, len(TEXT)):
            self.assertAlmostEqual(before[item], frozen[item - 1], 4)
        for item in range(1, 16):  # the first chunk was learned from when it had its score
            self.assertEqual(before[item], after[item])
        self.assertLess(run.metric("perplexity_adapted")[-1], 0.5 * run.metric("perplexity_frozen")[-1])
        self.assertTrue(self.ttt("check", self.path(), "--json")["keeps_its_format"])
        self.assertEqual(self.ttt("show", "--session", self.path(), "--json")["updates"], run.steps)

    def test_refuses_a_score_that_could_see_the_update(self):
        model = Bigrams()
        model.learns_while_reading = True
        with self.assertRaisesRegex(ttt.Error, "may have seen the update"):
            self.read(model, None, frozen=False)
        self.assertEqual(ttt.read(self.path()).runs[0].state, "failed")

    def test_an_update_sees_nothing_behind_its_chunk(self):
        seen = []
        self.read(Bigrams(), lambda chunk: seen.append((chunk.begin, chunk.text, chunk.context.shape[1])), context=40)
        self.assertEqual("".join(text for _, text, _ in seen), TEXT)
        self.assertEqual([length for _, _, length in seen[:4]], [16, 32, 40, 40])


class Watch(SessionCase):
    def test_norms_drift_cosine_and_rank(self):
        weights = [torch.eye(4), torch.zeros(4, 6)]
        with ttt.run(self.path(), TEXT) as run:
            ttt.watch([("layers.0.w", weights[0]), ("layers.2.w", weights[1])])
            for begin in range(0, 48, 16):
                weights[0][0, 0] += 3
                weights[1][:2, :2] += torch.eye(2)
                run.step(begin, begin + 16)
        read = ttt.read(self.path()).runs[0]
        self.assertEqual(list(read.metric("delta_norm", 0)), [3, 3, 3])
        self.assertEqual(list(read.metric("drift_norm", 0)), [3, 6, 9])
        self.assertEqual(list(read.metric("drift_relative", 0)), [1.5, 3, 4.5])  # of the norm 2 of the unit matrix
        self.assertTrue(math.isnan(read.metric("cosine_previous", 0)[0]))
        self.assertAlmostEqual(read.metric("cosine_previous", 0)[1], 1, 5)
        self.assertAlmostEqual(read.metric("effective_rank", 0)[0], 1, 5)
        self.assertAlmostEqual(read.metric("effective_rank", 2)[0], 2, 5)
        self.assertEqual(read.layers("drift_relative"), [0])  # the other has nothing to be relative to
        self.assertEqual(list(read.metric("updates")), [1, 2, 3])

    def test_a_module_and_what_is_outside_of_its_layers(self):
        model = torch.nn.ModuleDict({"layers": torch.nn.ModuleList([torch.nn.Linear(3, 3) for _ in range(2)]),
                                     "head": torch.nn.Linear(3, 5)})
        with ttt.run(self.path(), TEXT) as run:
            run.watch(model)
            model["head"].weight.data += 1
            run.step(0, 16)
        read = ttt.read(self.path()).runs[0]
        self.assertEqual([float(read.metric("delta_norm", layer)[0]) for layer in (0, 1)], [0, 0])
        self.assertAlmostEqual(float(read.metric("delta_norm", 2)[0]), math.sqrt(15), 5)

    def test_without_a_run_or_a_parameter(self):
        with self.assertRaisesRegex(ttt.Error, "a run that is open"):
            ttt.watch([torch.zeros(2)])
        with ttt.run(self.path(), TEXT) as run, self.assertRaisesRegex(ttt.Error, "nothing to watch"):
            run.watch([])


if __name__ == "__main__":
    unittest.main()
