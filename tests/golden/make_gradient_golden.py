#!/usr/bin/env python3
"""Makes tests/golden/gradients: what dynamic evaluation and LoRA do to the golden models qwen3-tied and qwen3-window,
computed by the autograd of PyTorch on the models of transformers (made with torch 2.11.0, transformers 5.23.0, on a CPU,
one thread, f32). Run make_model_golden.py first; then this from anywhere.

Segments of SEGMENT tokens, score first: a segment is read with the weights as they are and with the keys and values of
earlier segments as they were computed then (detached); the NLL of the tokens that it predicts is kept; their mean goes
backward; the optimiser steps. The last segment is only scored.

Each file holds ids i64 [T], nll and frozen_nll f32 [T - 1] (of the tokens 1 .. T - 1), gradient_norms f64 [updates],
lr f64, and some of the final weights under their names; for LoRA instead A of every matrix as it started,
`start.<layer>.<matrix>`, and B as it ended, `end.<layer>.<matrix>`.
"""

import math
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional
from transformers import AutoModelForCausalLM, DynamicCache
from transformers.utils import logging

ROOT = Path(__file__).resolve().parent
OUT = ROOT / "gradients"
SEGMENT = 5
TOKENS = 94  # 19 segments, the last of 4 tokens
VOCABULARY = 200


def load(name):
    model = AutoModelForCausalLM.from_pretrained(ROOT / "models" / name, dtype=torch.float32, attn_implementation="eager")
    return model.eval()


def token_ids():
    """Random tokens that come a second time, so that there is something to learn."""
    half = torch.randint(0, VOCABULARY, [TOKENS // 2], generator=torch.Generator().manual_seed(5))
    return half.repeat(2)


def copy_of(cache, model):
    """The same keys and values, detached, in a cache of their own: reading appends to it."""
    fresh = DynamicCache(config=model.config)
    for index, (old, new) in enumerate(zip(cache.layers, fresh.layers)):
        if not old.is_initialized:
            continue
        fresh.update(old.keys.detach().clone(), old.values.detach().clone(), index)
        if hasattr(old, "cumulative_length"):
            new.cumulative_length = old.cumulative_length
    return fresh


def read(model, ids, begin, end, cache):
    """logits [n, V] of ids [begin, end) behind the cache, and the cache afterwards."""
    positions = torch.arange(begin, end)
    output = model(ids[None, begin:end], past_key_values=cache, use_cache=True, position_ids=positions[None])
    return output.logits[0], output.past_key_values


def run(model, ids, parameters, optimiser, steps=1):
    cache = DynamicCache(config=model.config)
    nll, norms = [], []
    for begin in range(0, len(ids), SEGMENT):
        end = min(begin + SEGMENT, len(ids))
        targets = ids[begin + 1 : end + 1]
        before = copy_of(cache, model)
        logits, cache = read(model, ids, begin, end, cache)
        losses = functional.cross_entropy(logits[: len(targets)], targets, reduction="none")
        nll.append(losses.detach())
        if end == len(ids):
            break
        for step in range(steps):
            if step > 0:
                logits, _ = read(model, ids, begin, end, copy_of(before, model))
                losses = functional.cross_entropy(logits, targets, reduction="none")
            optimiser.zero_grad()
            losses.mean().backward()
            if step == 0:
                norms.append(math.sqrt(sum(p.grad.double().square().sum().item() for p in parameters if p.grad is not None)))
            optimiser.step()
        cache = copy_of(cache, model)
    return torch.cat(nll), torch.tensor(norms, dtype=torch.float64)


def check_streaming(model, ids):
    """Without learning, reading in segments is reading at once."""
    whole = model(ids[None], use_cache=False).logits[0]
    cache, parts = DynamicCache(config=model.config), []
    with torch.no_grad():
        for begin in range(0, len(ids), SEGMENT):
            logits, cache = read(model, ids, begin, min(begin + SEGMENT, len(ids)), cache)
            parts.append(logits)
    difference = (torch.cat(parts) - whole).abs().max().item()
    assert difference < 1e-4, difference


def save(name, ids, lr, nll, norms, frozen, tensors):
    contents = {"ids": ids, "nll": nll, "gradient_norms": norms, "frozen_nll": frozen,
                "lr": torch.tensor(lr, dtype=torch.float64)}
    contents.update({key: value.detach().clone().contiguous() for key, value in tensors.items()})
    path = OUT / f"{name}.safetensors"
    save_file(contents, path, metadata={"format": "pt"})
    path.chmod(0o644)
    print(f"{name:14} {len(norms)} updates, NLL {frozen.mean():.3f} frozen, {nll.mean():.3f} adapted, "
          f"gradient norm {norms[0]:.3f} .. {norms[-1]:.3f}, {path.stat().st_size / 1e3:.0f} kB")


def frozen_nll(model, ids):
    with torch.no_grad():
        logits = model(ids[None], use_cache=False).logits[0]
    return functional.cross_entropy(logits[:-1], ids[1:], reduction="none")


def make_sgd(name, folder, lr, keep):
    model, ids = load(folder), token_ids()
    check_streaming(model, ids)
    frozen = frozen_nll(model, ids)
    parameters = list(model.parameters())  # a tied head is there once
    nll, norms = run(model, ids, parameters, torch.optim.SGD(parameters, lr=lr))
    weights = dict(model.named_parameters())
    save(name, ids, lr, nll, norms, frozen, {key: weights[key] for key in keep})


class LowRank(nn.Module):
    """W x + alpha / r B A x (arXiv 2106.09685 equation 3)."""

    def __init__(self, linear, rank, alpha, generator):
        super().__init__()
        self.linear, self.scale = linear, alpha / rank
        out, width = linear.weight.shape
        self.a = nn.Parameter(torch.randn(rank, width, generator=generator) / math.sqrt(width))
        self.b = nn.Parameter(torch.zeros(out, rank))

    def forward(self, x):
        return self.linear(x) + self.scale * (x @ self.a.T) @ self.b.T


def make_lora(name, folder, rank, alpha, lr, steps):
    model, ids = load(folder), token_ids()
    frozen = frozen_nll(model, ids)
    model.requires_grad_(False)
    generator = torch.Generator().manual_seed(9)
    adapted = {}
    for index, layer in enumerate(model.model.layers):
        for letter, owner, field in (("q", layer.self_attn, "q_proj"), ("v", layer.self_attn, "v_proj"),
                                     ("d", layer.mlp, "down_proj")):
            setattr(owner, field, LowRank(getattr(owner, field), rank, alpha, generator))
            adapted[f"{index}.{letter}"] = getattr(owner, field)
    model.lm_head = LowRank(model.lm_head, rank, alpha, generator)
    adapted[f"{len(model.model.layers)}.h"] = model.lm_head
    tensors = {f"start.{key}": pair.a.detach().clone() for key, pair in adapted.items()}
    parameters = [p for pair in adapted.values() for p in (pair.a, pair.b)]
    nll, norms = run(model, ids, parameters, torch.optim.Adam(parameters, lr=lr, eps=1e-8), steps)
    tensors.update({f"end.{key}": pair.b for key, pair in adapted.items()})
    save(name, ids, lr, nll, norms, frozen, tensors)


if __name__ == "__main__":
    torch.set_num_threads(1)
    logging.set_verbosity_error()
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    make_sgd("sgd-tied", "qwen3-tied", 0.02,
             ["model.embed_tokens.weight", "model.layers.1.mlp.down_proj.weight", "model.layers.0.self_attn.q_norm.weight"])
    make_sgd("sgd-window", "qwen3-window", 0.05, ["model.norm.weight", "model.layers.2.self_attn.k_proj.weight"])
    make_lora("lora-window", "qwen3-window", 3, 6.0, 0.01, 2)
