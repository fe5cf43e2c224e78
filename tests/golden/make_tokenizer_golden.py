#!/usr/bin/env python3
"""Makes tests/golden/tokenizer/: small tokenizers and the ids that Hugging Face tokenizers gives with them.

Run from the repository root, with `pip install tokenizers==0.23.3`:

    python3 tests/golden/make_tokenizer_golden.py

The text (1.2 MB) is not stored: a linear congruential generator draws it from fragments.json, here and in
tests/text/generated_text.cpp. Stored are a hash (FNV-1a, 64 bits) of the ids of every block of about 1 KB, so that a
difference can be located, and all ids of 300 short lines. trainer.json holds what the trainer of Hugging Face learns
from the first blocks; ours must learn the same.
"""
import json
import pathlib

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

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


def trained(pre_tokenizer, normalizer, added, model=None, alphabet=pre_tokenizers.ByteLevel.alphabet(), special=()):
    tokenizer = Tokenizer(model or models.BPE())
    if pre_tokenizer:
        tokenizer.pre_tokenizer = pre_tokenizer
    if normalizer:
        tokenizer.normalizer = normalizer
    trainer = trainers.BpeTrainer(vocab_size=VOCABULARY, show_progress=False, min_frequency=2,
                                  initial_alphabet=alphabet, special_tokens=list(special),
                                  **({} if alphabet else {"limit_alphabet": 150}))
    tokenizer.train_from_iterator(texts(TRAIN_SEED, TRAIN_BLOCKS, BLOCK_BYTES), trainer)
    for token in added:
        (tokenizer.add_special_tokens if token.special else tokenizer.add_tokens)([token])
    return json.loads(tokenizer.to_str())


def special(content):
    return AddedToken(content, normalized=False, special=True)


def sentence_piece(pre_tokenizer, normalizer, bytes_without_token=(), **model):
    """BPE of characters, trained on words (one whole text as a word would take for ever), then used as the file says."""
    specials = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]
    spec = trained(pre_tokenizers.Metaspace(prepend_scheme="always"), None, [], models.BPE(unk_token="<unk>"), [],
                   specials)
    spec = trained(pre_tokenizers.Metaspace(prepend_scheme="always"), None, [], models.BPE(unk_token="<unk>"), [], specials)
    frame = Tokenizer(models.BPE())
    if normalizer:
        frame.normalizer = normalizer
    if pre_tokenizer:
        frame.pre_tokenizer = pre_tokenizer
    frame.decoder = decoders.Sequence([decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse(),
                                       decoders.Strip(" ", 1, 0)])
    frame = json.loads(frame.to_str())
    spec.update({key: frame[key] for key in ("normalizer", "pre_tokenizer", "decoder")})
    spec["added_tokens"] = [token for token in spec["added_tokens"] if not token["content"].startswith("<0x")]
    spec["model"].update({"byte_fallback": True, "fuse_unk": True, **model})
    for byte in bytes_without_token:
        del spec["model"]["vocab"][f"<0x{byte:02X}>"]
    return spec


def lacking(spec, characters):
    """The same without the tokens that hold one of these; ids stay without holes."""
    has = lambda *tokens: any(character in token for token in tokens for character in characters)
    model = spec["model"]
    kept = sorted((id, token) for token, id in model["vocab"].items() if not has(token))
    model["vocab"] = {token: id for id, (_, token) in enumerate(kept)}
    model["merges"] = [merge for merge in model["merges"] if not has(*merge)]
    for more, token in enumerate(spec["added_tokens"]):
        token["id"] = model["vocab"].get(token["content"], len(kept) + more)
    return spec


def make_sentence_piece_tokenizers():
    blanks = normalizers.Replace(" ", "\u2581")
    llama2 = sentence_piece(None, normalizers.Sequence([normalizers.Prepend("\u2581"), blanks]))
    mistral = sentence_piece(pre_tokenizers.Metaspace(prepend_scheme="first", split=False), None)
    gemma = sentence_piece(pre_tokenizers.Split(" ", "merged_with_previous"), blanks, ignore_merges=True)
    gemma["added_tokens"].append({"id": len(gemma["model"]["vocab"]), "content": "the\n", "single_word": False,
                                  "lstrip": False, "rstrip": False, "normalized": True, "special": False})
    # Some bytes without a token: characters that need them are unknown, and stand behind those that don't.
    holes = sentence_piece(pre_tokenizers.Sequence([
        pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="_", prepend_scheme="always"),
        pre_tokenizers.Punctuation("merged_with_next")]), normalizers.Replace(Regex("[aeiou]{3,}"), "~"),
        range(0xE0, 0xE6), fuse_unk=False)
    return {"llama2": llama2, "mistral": mistral, "gemma": gemma, "holes": holes}


def make_split_tokenizers():
    falcon = trained(pre_tokenizers.Sequence([
        pre_tokenizers.Punctuation("contiguous"), pre_tokenizers.ByteLevel(add_prefix_space=False),
        pre_tokenizers.Digits(individual_digits=False), pre_tokenizers.Split(Regex("[0-9][0-9][0-9]"), "isolated")]),
        None, [special("<|endoftext|>")])
    smollm = lacking(trained(pre_tokenizers.Sequence([
        pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]), None,
        [special("<|endoftext|>")]), "\u0104\u00e7qx\u010a")
    unknown = lacking(trained(split_then_bytes(QWEN2), None, [], special=["<unk>"]), "\u0104\u00e7qx\u010a")
    unknown["model"].update({"unk_token": "<unk>", "fuse_unk": True})
    splits = trained(pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(r"\s*"), "merged_with_next"), pre_tokenizers.Split(Regex(r"[aeiou]*"), "contiguous"),
        pre_tokenizers.Split("th", "merged_with_previous", invert=True),
        pre_tokenizers.Punctuation("merged_with_previous"), pre_tokenizers.Split("-", "removed"),
        pre_tokenizers.ByteLevel(add_prefix_space=True, use_regex=False)]), None, [])
    return {"falcon": falcon, "smollm": smollm, "unknown": unknown, "splits": splits}


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
    return {"gpt2": gpt2, "qwen2": qwen2, "llama3": llama3, "mixed": mixed, **make_sentence_piece_tokenizers(),
            **make_split_tokenizers()}


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
