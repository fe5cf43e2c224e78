#!/usr/bin/env python3
"""Makes the golden checkpoints of tests/golden/models: small random models with the logits that transformers computes.

Needs torch, transformers and safetensors (made with torch 2.11.0, transformers 5.23.0, on a CPU). The In-Place TTT
rule is written here from its equations (arXiv 2604.06169, section 3) onto the Qwen3 model of transformers.
Run it from anywhere; it replaces tests/golden/models.
"""

import json
import math
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn
from transformers import (AutoModelForCausalLM, Gemma3ForCausalLM, Gemma3TextConfig, LlamaConfig, LlamaForCausalLM,
                          MistralConfig, MistralForCausalLM, Qwen2Config, Qwen2ForCausalLM, Qwen3Config,
                          Qwen3ForCausalLM, SmolLM3Config, SmolLM3ForCausalLM)
from transformers.utils import logging

ROOT = Path(__file__).resolve().parent / "models"
VOCABULARY = 200
SHAPE = dict(
    vocab_size=VOCABULARY, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4,
    num_key_value_heads=2, head_dim=16, max_position_embeddings=64, bos_token_id=None, eos_token_id=None,
)


def randomise(model, seed):
    """Larger than a fresh model's weights, so that every part shows in the logits."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weight in sorted(model.named_parameters()):
            noise = torch.randn(weight.shape, generator=generator)
            if "norm" in name:
                weight.copy_(1 + 0.2 * noise)
            elif name.endswith("bias"):
                weight.copy_(0.2 * noise)
            elif "embed" in name:
                weight.copy_(noise)
            else:
                weight.copy_(noise / math.sqrt(weight.shape[-1]))


def token_ids(count, seed):
    """Random tokens whose second half repeats the first, so that attention has something to find."""
    half = torch.randint(0, VOCABULARY, [count // 2], generator=torch.Generator().manual_seed(seed))
    return half.repeat(2)


def logits_of(model, ids):
    with torch.no_grad():
        return model(ids[None], use_cache=False).logits[0].float().contiguous()


def limit_attention(model, windows):
    """Gives every layer of a LLaMA its own sliding window (transformers has none for this family). 0: full."""

    def hook_for(window):
        def hook(_, arguments, named):
            count = arguments[0].shape[1]
            distance = torch.arange(count)[:, None] - torch.arange(count)[None]
            seen = (distance >= 0) & ((distance < window) if window else True)
            mask = torch.zeros(1, 1, count, count)
            named["attention_mask"] = mask.masked_fill(~seen, torch.finfo(torch.float32).min)
            return arguments, named
        return hook

    for layer, window in zip(model.model.layers, windows):
        layer.register_forward_pre_hook(hook_for(window), with_kwargs=True)


def edit_config(folder, drop=(), **fields):
    path = folder / "config.json"
    config = json.loads(path.read_text())
    for key in drop:
        config.pop(key, None)
    config.update(fields)
    path.write_text(json.dumps(config, indent=2) + "\n")


def write(name, model, ids, shard="1GB", dtype=torch.float32, check=True, config_edit=None, more=None):
    """Stores the model in dtype, then computes in f32 what the stored numbers give."""
    folder = ROOT / name
    with torch.no_grad():
        for weight in model.parameters():  # not model.to(): it would round the rotary frequencies too
            weight.data = weight.to(dtype)
    model.config.dtype = dtype
    model.save_pretrained(folder, max_shard_size=shard)
    (folder / "generation_config.json").unlink(missing_ok=True)
    for weight in model.parameters():
        weight.data = weight.float()
    if config_edit:
        config_edit(folder)
    logits = logits_of(model, ids)
    if check:
        again = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager")
        difference = (logits_of(again, ids) - logits).abs().max().item()
        assert difference == 0, (name, difference)
    expected = {"ids": ids, "logits": logits, **(more(logits) if more else {})}
    save_file(expected, folder / "expected.safetensors", metadata={"format": "pt"})
    for path in folder.iterdir():
        path.chmod(0o644)
    size = sum(path.stat().st_size for path in folder.iterdir())
    print(f"{name:16} {len(ids)} tokens, {size / 1e3:.0f} kB, logits std {logits.std():.3f}")


def made(kind, config, seed, **fields):
    shape = {**SHAPE, **fields}
    if shape["head_dim"] is None:  # the usual one
        del shape["head_dim"]
    model = kind(config(**shape, attn_implementation="eager")).eval()
    randomise(model, seed)
    return model


def qwen3(seed, **fields):
    return made(Qwen3ForCausalLM, Qwen3Config, seed, **fields)


def llama(seed, **fields):
    return made(LlamaForCausalLM, LlamaConfig, seed, **fields)


def make_transformers():
    ids = token_ids(48, 1)
    plain = dict(rope_type="default", rope_theta=1e4)

    write("qwen3-tied", qwen3(11, tie_word_embeddings=True, rope_parameters={**plain, "rope_theta": 1e6}), ids)

    def old_keys(folder):  # as transformers 4 wrote them
        edit_config(folder, ["rope_parameters", "layer_types", "dtype"], rope_theta=1e4, rope_scaling=None,
                    torch_dtype="float32")
    write("qwen3-window", qwen3(12, num_hidden_layers=3, use_sliding_window=True, sliding_window=7,
                                max_window_layers=1, rope_parameters=plain), ids, config_edit=old_keys)

    yarn = dict(rope_type="yarn", rope_theta=1e4, factor=4.0, original_max_position_embeddings=16)
    write("qwen3-yarn", qwen3(13, rope_parameters=yarn), ids, dtype=torch.bfloat16)

    write("llama-plain", llama(21, rope_parameters=plain, num_key_value_heads=4, head_dim=8), ids, shard="40KB")

    def old_llama3(folder):
        edit_config(folder, ["rope_parameters", "dtype"], rope_theta=5e5, torch_dtype="float16", rope_scaling=dict(
            rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
            original_max_position_embeddings=32))
    llama3 = dict(rope_type="llama3", rope_theta=5e5, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
                  original_max_position_embeddings=32)
    write("llama-llama3", llama(22, rope_parameters=llama3, tie_word_embeddings=True, attention_bias=True,
                                mlp_bias=True), ids, dtype=torch.float16, config_edit=old_llama3)

    windowed = llama(23, rope_parameters=dict(rope_type="linear", rope_theta=1e4, factor=2.0), num_hidden_layers=3)
    limit_attention(windowed, [9, 0, 9])
    write("llama-window", windowed, ids, check=False, config_edit=lambda folder: edit_config(
        folder, sliding_window=9, layer_types=["sliding_attention", "full_attention", "sliding_attention"]))


def make_families():
    """What each family has beside Qwen3 and LLaMA."""
    ids = token_ids(48, 3)
    plain = dict(rope_type="default", rope_theta=1e4)
    write("qwen2", made(Qwen2ForCausalLM, Qwen2Config, 51, rope_parameters=plain, num_hidden_layers=3, head_dim=None,
                        use_sliding_window=True, sliding_window=7, max_window_layers=2), ids)

    def of_mistral(folder):  # as transformers 4 wrote it
        edit_config(folder, ["rope_parameters", "dtype"], rope_theta=1e4, torch_dtype="float32")
    write("mistral", made(MistralForCausalLM, MistralConfig, 52, rope_parameters=plain, sliding_window=9), ids,
          config_edit=of_mistral)

    write("smollm3", made(SmolLM3ForCausalLM, SmolLM3Config, 53, rope_parameters=plain, num_hidden_layers=4,
                          head_dim=None, pad_token_id=None, no_rope_layers=[1, 0, 1, 0], tie_word_embeddings=True), ids)

    # query_pre_attn_scalar differs from head_dim.
    gemma = dict(pad_token_id=None, num_hidden_layers=4, query_pre_attn_scalar=24, sliding_window=5,
                 layer_types=["sliding_attention", "sliding_attention", "full_attention", "sliding_attention"],
                 tie_word_embeddings=True)
    write("gemma3", made(Gemma3ForCausalLM, Gemma3TextConfig, 54, rope_parameters=dict(
        full_attention=dict(rope_type="linear", rope_theta=1e6, factor=8.0),
        sliding_attention=dict(rope_type="default", rope_theta=1e4)), **gemma), ids)

    def of_gemma(folder):  # as transformers 4 wrote it
        edit_config(folder, ["rope_parameters", "layer_types", "dtype", "tie_word_embeddings"], torch_dtype="bfloat16",
                    rope_theta=1e6, rope_local_base_freq=1e4, rope_scaling=None, sliding_window_pattern=3)
    gemma["layer_types"][3] = "sliding_attention"
    write("gemma3-old", made(Gemma3ForCausalLM, Gemma3TextConfig, 55, rope_parameters=dict(
        full_attention=dict(rope_type="default", rope_theta=1e6),
        sliding_attention=dict(rope_type="default", rope_theta=1e4)), **gemma), ids, dtype=torch.bfloat16,
        config_edit=of_gemma)


class FastDown:
    """One fast layer. Apply, then update: o = z W^T with the W of earlier chunks, then for a complete chunk
    S <- gamma S + V^T Z and W = W0 + eta S, where V = conv(targets) P, the convolution zero-padded inside the chunk."""

    def __init__(self, mlp, config, lr, targets):
        self.mlp, self.chunk, self.lr, self.targets = mlp, config.ttt_chunk, lr, targets
        self.final = None

    def local_mix(self, source):  # [C, d] -> [C, d]; out[t] = sum_k w[k] source[t + k - 2]
        taps = self.mlp.ttt_conv.weight[:, 0]  # [d, 5]
        padded = torch.cat([torch.zeros(2, source.shape[1]), source, torch.zeros(2, source.shape[1])])
        return sum(padded[k : k + len(source)] * taps[:, k] for k in range(5))

    def values(self, source):
        mixed = self.local_mix(source)
        assert torch.allclose(mixed, self.mlp.ttt_conv(source.T[None])[0].T, atol=1e-5)
        return mixed @ self.mlp.ttt_proj.weight if hasattr(self.mlp, "ttt_proj") else mixed

    def forward(self, hidden):  # [1, T, d]
        x = hidden[0]
        z = nn.functional.silu(self.mlp.gate_proj(x)) * self.mlp.up_proj(x)
        source = x if self.targets is None else self.targets()
        slow = self.mlp.down_proj.weight
        gamma = torch.sigmoid(self.mlp.ttt_decay) if hasattr(self.mlp, "ttt_decay") else 1.0
        total = torch.zeros_like(slow)
        outputs = []
        for begin in range(0, len(x), self.chunk):
            end = min(begin + self.chunk, len(x))
            outputs.append(z[begin:end] @ (slow + self.lr * total).T)
            if end - begin == self.chunk:
                total = gamma * total + self.values(source[begin:end]).T @ z[begin:end]
        self.final = slow + self.lr * total
        return torch.cat(outputs)[None]


def add_ttt(model, seed):
    """Random convolution and projection (a fresh model's convolution is 0 and would do nothing)."""
    config, generator = model.config, torch.Generator().manual_seed(seed)
    rates = getattr(config, "ttt_lr_per_layer", None) or [config.ttt_lr] * len(config.ttt_layers)
    embedded = {}
    model.model.embed_tokens.register_forward_hook(lambda _, __, output: embedded.update(now=output[0]))
    fast, width = {}, config.hidden_size
    for position, (index, lr) in enumerate(zip(config.ttt_layers, rates)):
        mlp = model.model.layers[index].mlp
        mlp.ttt_conv = nn.Conv1d(width, width, 5, padding=2, groups=width, bias=False)
        mlp.ttt_conv.weight.data = 0.3 * torch.randn(width, 1, 5, generator=generator)
        if config.ttt_proj:
            mlp.ttt_proj = nn.Linear(width, width, bias=False)
            mlp.ttt_proj.weight.data = torch.randn(width, width, generator=generator) / math.sqrt(width)
        if getattr(config, "ttt_decay", False):
            mlp.ttt_decay = nn.Parameter(torch.tensor([0.5 + position]))
        targets = (lambda: embedded["now"]) if config.ttt_target == "input_embed" else None
        fast[index] = FastDown(mlp, config, lr, targets)
        mlp.forward = fast[index].forward
    return fast


def make_ttt():
    ids = token_ids(56, 2)  # 3.5 chunks of 16
    common = dict(num_hidden_layers=3, use_sliding_window=True, sliding_window=12, max_window_layers=0,
                  rope_parameters=dict(rope_type="default", rope_theta=1e4), ttt_mode=True, ttt_layers=[0, 2],
                  ttt_lr=0.02, ttt_chunk=16, ttt_proj=True)
    variants = {
        "ttt-hidden": dict(ttt_target="hidden_states"),
        "ttt-embed": dict(ttt_target="input_embed"),
        "ttt-decay": dict(ttt_target="input_embed", ttt_decay=True, ttt_lr_per_layer=[0.03, 0.01]),
        "ttt-no-proj": dict(ttt_target="hidden_states", ttt_proj=False, ttt_layers=[1]),
    }
    for position, (name, fields) in enumerate(variants.items()):
        model = qwen3(31 + position, **{**common, **fields})
        frozen = logits_of(model, ids)
        fast = add_ttt(model, 41 + position)

        def more(logits):
            final = {f"fast.{index}": layer.final.detach().contiguous() for index, layer in fast.items()}
            for index, weight in final.items():
                slow = model.model.layers[int(index.split(".")[1])].mlp.down_proj.weight
                print(f"  {name} {index}: drift {(weight - slow).norm() / slow.norm():.3f}")
            print(f"  {name}: logits changed by {(logits - frozen).norm() / frozen.norm():.3f}")
            assert torch.equal(logits[:16], frozen[:16])  # the first chunk has nothing to remember
            return {"frozen_logits": frozen, **final}
        write(name, model, ids, check=False, more=more)


if __name__ == "__main__":
    torch.set_num_threads(1)
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    shutil.rmtree(ROOT, ignore_errors=True)
    make_transformers()
    make_families()
    make_ttt()
    print(f"{sum(p.stat().st_size for p in ROOT.rglob('*') if p.is_file()) / 1e6:.2f} MB in {ROOT}")
