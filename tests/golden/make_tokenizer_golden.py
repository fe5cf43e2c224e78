#!/usr/bin/env python3
"""Makes tests/golden/tokenizer/: four small tokenizers and the ids that Hugging Face tokenizers gives with them.

Run from the repository root, with `pip install tokenizers==0.23.3`:

    python3 tests/golden/make_tokenizer_golden.py

The text (1.2 MB) is not stored: a linear congruential generator draws it from fragments.json, here and in
tests/text/generated_text.cpp. Stored are a hash (FNV-1a, 64 bits) of the ids of every block of about 1 KB, so that a
difference can be located, and all ids of 300 short lines. trainer.json holds what the trainer of Hugging Face learns
from the first blocks; ours must learn the same.
"""
import json
import pathlib

from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

FOLDER = pathlib.Path(__file__).parent / "tokenizer"
SOURCE = json.loads((FOLDER / "fragments.json").read_text(encoding="utf-8"))
TEXT_SEED, LINE_SEED, TRAIN_SEED = 1, 2, 3
BLOCKS, LINES, TRAIN_BLOCKS = 1200, 300, 400
BLOCK_BYTES, LINE_BYTES = 1000, 30
VOCABULARY = 900

QWEN2 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
         r"|\s+(?!\S)|\s+")
LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
          r"|\s+(?!\S)|\s+")


class Draw:
    """The same numbers as class Draw of tests/text/generated_text.cpp."""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % limit

    def piece(self):
        kind = self.below(32)
        if kind == 0:
            first, last = SOURCE["ranges"][self.below(len(SOURCE["ranges"]))]
            return chr(first + self.below(last - first + 1))
        if kind == 1:
            return chr(self.below(128))
        fragments = SOURCE["words"] if kind < 20 else SOURCE["oddities"]
        return fragments[self.below(len(fragments))]

    def text(self, size):
        text = ""
        while len(text.encode()) < size:
            text += self.piece()
        return text


def texts(seed, count, size):
    draw = Draw(seed)
    return [draw.text(size) for _ in range(count)]


def fnv(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return f"{value:016x}"


def hash_of_ids(ids):
    return fnv(b"".join(i.to_bytes(4, "little") for i in ids))


def split_then_bytes(pattern):
    return pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(pattern), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ])


def trained(pre_tokenizer, normalizer, added):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizer
    if normalizer:
        tokenizer.normalizer = normalizer
    trainer = trainers.BpeTrainer(vocab_size=VOCABULARY, show_progress=False, min_frequency=2,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(texts(TRAIN_SEED, TRAIN_BLOCKS, BLOCK_BYTES), trainer)
    for token in added:
        (tokenizer.add_special_tokens if token.special else tokenizer.add_tokens)([token])
    return json.loads(tokenizer.to_str())


def special(content):
    return AddedToken(content, normalized=False, special=True)


def make_tokenizers():
    gpt2 = trained(pre_tokenizers.ByteLevel(add_prefix_space=False), None, [special("<|endoftext|>")])
    gpt2["model"]["merges"] = [" ".join(merge) for merge in gpt2["model"]["merges"]]  # the older way to write them
    qwen2 = trained(split_then_bytes(QWEN2), normalizers.NFC(),
                    [special("<|endoftext|>"), special("<|im_start|>"), special("<|im_end|>"),
                     AddedToken("<tool_call>", normalized=False, special=False)])
    llama3 = trained(split_then_bytes(LLAMA3), None, [special("<|begin_of_text|>"), special("<|endoftext|>")])
    llama3["model"]["ignore_merges"] = True
    # With its last merges gone, some words are tokens that merging alone would not reach.
    llama3["model"]["merges"] = llama3["model"]["merges"][:-200]
    mixed = trained(
        pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True),
                                 pre_tokenizers.ByteLevel(add_prefix_space=True)]),
        normalizers.Sequence([normalizers.NFC()]),
        [special("<|endoftext|>"), AddedToken("<mask>", lstrip=True, normalized=False, special=True),
         AddedToken("<|im_start|>", rstrip=True, normalized=True, special=True),
         AddedToken("der", single_word=True, normalized=False), AddedToken("e\u0301t", normalized=True),
         AddedToken("<|im", normalized=False), AddedToken("   ", normalized=True)])
    return {"gpt2": gpt2, "qwen2": qwen2, "llama3": llama3, "mixed": mixed}


def write(path, value, indent=None):
    path.write_text(json.dumps(value, ensure_ascii=False, indent=indent, separators=(",", ":")) + "\n", encoding="utf-8")


def make_golden(name, spec):
    tokenizer = Tokenizer.from_str(json.dumps(spec))
    ids = lambda text: tokenizer.encode(text, add_special_tokens=False).ids
    blocks = texts(TEXT_SEED, BLOCKS, BLOCK_BYTES)
    write(FOLDER / f"{name}.json", spec)
    write(FOLDER / f"{name}.golden.json", {
        "text_hash": fnv("".join(blocks).encode()),
        "whole": hash_of_ids(ids("".join(blocks))),
        "blocks": [hash_of_ids(ids(block)) for block in blocks],
        "lines": [ids(line) for line in texts(LINE_SEED, LINES, LINE_BYTES)],
    })


def make_trainer_golden():
    merges = trained(split_then_bytes(QWEN2), None, [])["model"]["merges"]
    write(FOLDER / "trainer.json", {"vocab_size": VOCABULARY, "blocks": TRAIN_BLOCKS, "seed": TRAIN_SEED,
                                    "merges": merges})


if __name__ == "__main__":
    for name, spec in make_tokenizers().items():
        make_golden(name, spec)
    make_trainer_golden()
