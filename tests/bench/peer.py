#!/usr/bin/env python3
"""The peer of `ttt bench prefill`: Hugging Face transformers with In-Place TTT written from its equations.

Random bf16 weights of the Qwen3-4B shape, SDPA attention, fast layers 0, 6, .., 30 in chunks of 1024
(arXiv 2604.06169, Eq. 1: W <- W + eta V^T Z after each chunk, V = conv(S) Wt). Prints one JSON object.

    python3 tests/bench/peer.py --lengths 4096,32768,131072
"""
import argparse
import json
import statistics
import time

import torch
from torch import nn
from transformers import Qwen3Config, Qwen3ForCausalLM
from transformers.models.qwen3.modeling_qwen3 import Qwen3MLP

CHUNK = 1024
RATE = 0.001


class FastMlp(Qwen3MLP):
    """The gated MLP whose down-projection is updated chunk by chunk; sums in f32."""

    def __init__(self, config):
        super().__init__(config)
        width = config.hidden_size
        self.conv = nn.Parameter(torch.randn(width, 1, 5) * 0.02)
        self.proj = nn.Parameter(torch.randn(width, width) * 0.02)

    def forward(self, x):
        keys = self.act_fn(self.gate_proj(x)) * self.up_proj(x)
        total = torch.zeros_like(self.down_proj.weight, dtype=torch.float32)
        outputs = []
        for z, s in zip(keys[0].split(CHUNK), x[0].split(CHUNK)):
            outputs.append(z @ (self.down_proj.weight + total.to(z.dtype)).t())
            if len(z) == CHUNK:
                mixed = nn.functional.conv1d(s.t()[None], self.conv, padding=2, groups=s.shape[1])[0].t()
                target = mixed @ self.proj
                total += RATE * (target.t() @ z).float()
        return torch.cat(outputs)[None]


def make_model(fast, layers):
    config = Qwen3Config(vocab_size=151936, hidden_size=2560, intermediate_size=9728, num_hidden_layers=layers,
                         num_attention_heads=32, num_key_value_heads=8, head_dim=128, tie_word_embeddings=True,
                         rope_theta=1e6, max_position_embeddings=262144, attn_implementation="sdpa")
    torch.manual_seed(0)
    with torch.device("cuda"):
        torch.set_default_dtype(torch.bfloat16)
        model = Qwen3ForCausalLM(config)
        if fast:
            for layer in range(0, min(layers, 31), 6):
                model.model.layers[layer].mlp = FastMlp(config)
    return model.eval()


def measure(model, tokens, repeats):
    ids = torch.randint(151936, (1, tokens), device="cuda")
    times = []
    for repeat in range(repeats + 1):
        torch.cuda.synchronize()
        start = time.perf_counter()
        with torch.inference_mode():
            model(ids, logits_to_keep=1, use_cache=False)
        torch.cuda.synchronize()
        if repeat:  # the first one warms up
            times.append(time.perf_counter() - start)
    return {"seconds": statistics.median(times), "least": min(times), "most": max(times)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lengths", default="4096,32768,131072")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--layers", type=int, default=36)
    options = parser.parse_args()
    rows = {int(length): {"tokens": int(length)} for length in options.lengths.split(",")}
    for name, fast in (("off", False), ("on", True)):
        model = make_model(fast, options.layers)
        for tokens, row in rows.items():
            row[name] = measure(model, tokens, options.repeats)
        del model
        torch.cuda.empty_cache()
    import transformers
    print(json.dumps({"peer": f"transformers {transformers.__version__}, torch {torch.__version__}",
                      "device": torch.cuda.get_device_name(), "prefill": list(rows.values())}))


if __name__ == "__main__":
    main()
