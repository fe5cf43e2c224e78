#!/usr/bin/env python3
"""The peer of `ttt run --method dynamic-evaluation` and `lora`: the same written plainly in PyTorch on Hugging Face transformers.

A segment is scored by the frozen and by the adapted model, then the adapted one takes a gradient step on its mean NLL
(1709.07432: theta <- theta - lr g; LoRA, 2106.09685: W = W0 + alpha / r B A, Adam). Attention sees the last --window
tokens, keys and values of earlier segments stay as they were computed. Prints one JSON object.

    python3 tests/bench/peer_gradient.py --model DIR --document FILE --tokens 4096 --window 512 --segment 256
"""
import argparse
import copy
import json
import time

import tokenizers
import torch
from torch import nn
from transformers import AutoModelForCausalLM, DynamicCache


class LowRank(nn.Module):
    """A linear layer with a product beside it."""

    def __init__(self, plain, rank, alpha):
        super().__init__()
        self.plain = plain
        weight = plain.weight
        self.a = nn.Parameter(torch.empty(rank, weight.shape[1], device=weight.device).uniform_(-1, 1) / weight.shape[1] ** 0.5)
        self.b = nn.Parameter(torch.zeros(weight.shape[0], rank, device=weight.device))
        self.scale = alpha / rank

    def forward(self, x):
        return self.plain(x) + self.scale * (x @ self.a.t() @ self.b.t())


def prepare(model, options):
    """The optimiser of what learns."""
    if options.method == "dynamic-evaluation":
        return torch.optim.SGD(model.parameters(), lr=options.lr, foreach=True)
    model.requires_grad_(False)
    learned = []
    for block in model.model.layers:
        for name in ("q_proj", "v_proj"):
            pair = LowRank(getattr(block.self_attn, name), options.rank, options.alpha)
            setattr(block.self_attn, name, pair)
            learned += [pair.a, pair.b]
    return torch.optim.Adam(learned, lr=options.lr, eps=1e-8, foreach=True)


class Reader:
    """One arm: a model and the keys and values that it has seen."""

    def __init__(self, model, window):
        self.model, self.window, self.past = model, window, None

    def read(self, ids, begin):
        count = len(ids)
        seen = 0 if self.past is None else self.past[0][0].shape[2]
        cache = DynamicCache(config=self.model.config)
        for layer, (keys, values) in enumerate(self.past or []):
            cache.update(keys, values, layer)
        at = torch.arange(seen + count, device=ids.device)
        behind = at[seen:, None] - at[None]
        visible = (behind >= 0) & (behind < self.window if self.window else behind >= 0)
        mask = torch.zeros(visible.shape, device=ids.device).masked_fill(~visible, float("-inf"))[None, None]
        answer = self.model(ids[None], attention_mask=mask, past_key_values=cache, use_cache=True,
                            position_ids=torch.arange(begin, begin + count, device=ids.device)[None])
        keep = self.window - 1 if self.window else seen + count
        self.past = [(layer.keys[:, :, -keep:].detach(), layer.values[:, :, -keep:].detach()) for layer in cache.layers]
        return answer.logits[0]


def run(frozen, adapted, optimizer, ids, options):
    sums, scored = [0.0, 0.0], 0
    readers = [Reader(frozen, options.window), Reader(adapted, options.window)]
    for begin in range(0, len(ids), options.segment):
        end = min(begin + options.segment, len(ids))
        targets = ids[begin + 1 : end + 1]
        with torch.no_grad():
            plain = readers[0].read(ids[begin:end], begin)[: len(targets)]
            sums[0] += nn.functional.cross_entropy(plain, targets, reduction="sum").item()
        logits = readers[1].read(ids[begin:end], begin)[: len(targets)]
        loss = nn.functional.cross_entropy(logits, targets, reduction="sum")
        sums[1] += loss.item()
        scored += len(targets)
        if end < len(ids):
            optimizer.zero_grad()
            (loss / (end - begin)).backward()
            optimizer.step()
    return [2.718281828459045 ** (total / scored) for total in sums]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True, help="Hugging Face model directory")
    parser.add_argument("--document", required=True)
    parser.add_argument("--tokens", type=int, default=4096)
    parser.add_argument("--window", type=int, default=512, help="tokens; 0: all")
    parser.add_argument("--segment", type=int, default=256)
    parser.add_argument("--method", choices=("dynamic-evaluation", "lora"), default="dynamic-evaluation")
    parser.add_argument("--lr", type=float, default=0.02)
    parser.add_argument("--rank", type=int, default=8)
    parser.add_argument("--alpha", type=float, default=16)
    parser.add_argument("--device", default="cuda")
    options = parser.parse_args()
    torch.manual_seed(0)
    tokenizer = tokenizers.Tokenizer.from_file(options.model + "/tokenizer.json")
    text = open(options.document, encoding="utf-8").read()
    ids = torch.tensor(tokenizer.encode(text).ids[: options.tokens], device=options.device)
    frozen = AutoModelForCausalLM.from_pretrained(options.model, dtype=torch.float32, attn_implementation="sdpa")
    frozen = frozen.to(options.device).eval()
    adapted = copy.deepcopy(frozen)
    optimizer = prepare(adapted, options)
    on_gpu = options.device == "cuda"
    run(copy.deepcopy(frozen), copy.deepcopy(frozen), torch.optim.SGD(frozen.parameters(), lr=0), ids[: 4 * options.segment], options)
    if on_gpu:
        torch.cuda.synchronize()
    start = time.perf_counter()
    perplexity = run(frozen, adapted, optimizer, ids, options)
    seconds = time.perf_counter() - start
    print(json.dumps({"tokens": len(ids), "seconds": seconds, "tokens_per_second": len(ids) / seconds,
                      "perplexity": {"frozen": perplexity[0], "adapted": perplexity[1]},
                      "device": torch.cuda.get_device_name() if on_gpu else "cpu"}))


if __name__ == "__main__":
    main()
