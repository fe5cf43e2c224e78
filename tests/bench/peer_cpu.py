#!/usr/bin/env python3
"""The peer of `ttt bench cpu`: the same paired reading, written plainly in PyTorch from the equations.

The shipped model (Qwen3 shape, sliding window, In-Place TTT of arXiv 2604.06169 with a learned decay, cap and centred
keys) reads a document chunk by chunk, frozen and adapted, with a cache of keys and values, and measures what `ttt run`
measures by default: NLL, rank and the five likeliest tokens of every token for both arms; norms, cosine, precision,
key tails, effective rank, write collision and output change of every write; the logit changes at repeated pairs.
Two arms are scored in one product, what all fast layers share is computed in one batch; nothing is slowed on purpose.

    python3 tests/bench/peer_cpu.py --tokens 32768 --threads 2 --repeats 3

Needs torch, and the package tokenizers unless --ids names a file of token ids (raw int32). Prints one JSON object.
"""
import argparse
import json
import pathlib
import resource
import statistics
import struct
import time

import torch
import torch.nn.functional as F

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOP = 5
PERPLEXITY_WINDOW = 1024  # tokens
JITTER = 1e-6             # keeps a Cholesky factor real when rows repeat
DTYPES = {"BF16": torch.bfloat16, "F16": torch.float16, "F32": torch.float32}


def load_weights(folder):
    """All tensors of the folder's safetensors files as f32."""
    weights = {}
    for path in sorted(pathlib.Path(folder).glob("*.safetensors")):
        data = bytearray(path.read_bytes())
        (length,) = struct.unpack("<Q", data[:8])
        for name, entry in json.loads(data[8:8 + length]).items():
            if name == "__metadata__":
                continue
            begin, end = entry["data_offsets"]
            values = torch.frombuffer(data, dtype=torch.uint8, count=end - begin, offset=8 + length + begin)
            weights[name] = values.clone().view(DTYPES[entry["dtype"]]).reshape(entry["shape"]).float()
    return weights


class Layer:
    """The weights of one block; `fast` where its down-projection learns."""

    def __init__(self, weights, index, config):
        prefix = f"model.layers.{index}."
        get = lambda name: weights[prefix + name + ".weight"]
        self.input_norm, self.post_norm = get("input_layernorm"), get("post_attention_layernorm")
        self.q, self.k, self.v, self.o = (get(f"self_attn.{n}_proj") for n in "qkvo")
        self.q_norm, self.k_norm = get("self_attn.q_norm"), get("self_attn.k_norm")
        self.gate, self.up, self.down = (get(f"mlp.{n}_proj") for n in ("gate", "up", "down"))
        self.fast = config.get("ttt_mode", False) and index in config["ttt_layers"]
        if self.fast:
            self.conv, self.proj = get("mlp.ttt_conv"), get("mlp.ttt_proj")
            self.decay = torch.sigmoid(weights[prefix + "mlp.ttt_decay"].double()).item()
            self.down_norm = self.down.norm().item()


class Model:
    def __init__(self, folder):
        self.config = json.loads((pathlib.Path(folder) / "config.json").read_text())
        weights = load_weights(folder)
        self.layers = [Layer(weights, i, self.config) for i in range(self.config["num_hidden_layers"])]
        self.embedding = weights["model.embed_tokens.weight"]
        self.head = weights.get("lm_head.weight", self.embedding)
        self.norm = weights["model.norm.weight"]
        half = torch.arange(0, self.config["head_dim"], 2).float() / self.config["head_dim"]
        self.frequencies = 1.0 / self.config["rope_theta"] ** half

    def rms(self, x, weight):
        return F.rms_norm(x, x.shape[-1:], weight, self.config["rms_norm_eps"])

    def logits(self, hidden):
        return F.linear(hidden, self.head)


def rotate(x, cos, sin):
    a, b = x.chunk(2, -1)
    return x * cos + torch.cat((-b, a), -1) * sin


class Segment:
    """What both arms share while they read the same tokens: embeddings, rotary tables, mask."""

    def __init__(self, model, ids, begin):
        count, window = len(ids), model.config["sliding_window"]
        self.embedded = F.embedding(ids, model.embedding)
        angles = torch.outer(torch.arange(begin, begin + count).float(), model.frequencies).repeat(1, 2)
        self.cos, self.sin = angles.cos(), angles.sin()
        cached = min(begin, window - 1)
        distance = torch.arange(cached, cached + count)[:, None] - torch.arange(cached + count)
        self.mask = (distance >= 0) & (distance < window)


class FastWeights:
    """The sum S of one layer and the rule that writes it: apply, then update."""

    def __init__(self, layer, config):
        self.layer, self.rate, self.cap = layer, config["ttt_lr"], config["ttt_relative_cap"]
        self.centre, self.chunk = config["ttt_centre_keys"], config["ttt_chunk"]
        self.sum = torch.zeros_like(layer.down)
        self.drift, self.scale = self.sum, 1.0  # the sum as it is read: cut to cap * ||W0||
        self.previous = self.previous_norm = None

    def target(self, source):
        """V = conv(S) Wt: a depthwise convolution over the chunk, zeros outside of it."""
        mixed = F.conv1d(source.t()[None], self.layer.conv, padding=2, groups=source.shape[1])[0].t()
        return mixed @ self.layer.proj

    def write(self, keys, target):
        """S <- decay S + rate V^T Z. Returns what the probes measure of the step."""
        written = keys - keys.mean(0) if self.centre else keys
        delta = (target.t() @ written).mul_(self.rate)
        before = self.drift
        self.sum = self.layer.decay * self.sum + delta
        norm = self.sum.norm()
        limit = self.cap * self.layer.down_norm
        self.scale = limit / norm.item() if self.cap > 0 and norm > limit else 1.0
        self.drift = self.sum * self.scale if self.scale < 1 else self.sum
        return self.measure(delta, before, norm * self.scale)

    def measure(self, delta, before, drift_norm):
        delta_norm = delta.norm()
        meant = self.sum * self.scale - before  # would differ from what is realised in a 16-bit model
        realised = self.drift - before
        row = {"delta_norm": delta_norm, "drift_norm": drift_norm,
               "precision_health": realised.norm() / meant.norm()}
        if self.previous is not None:
            dot = torch.dot(delta.flatten(), self.previous.flatten())
            row["cosine_previous"] = dot / (delta_norm * self.previous_norm)
        self.previous, self.previous_norm = delta, delta_norm
        row = {name: value.item() for name, value in row.items()}
        row["delta_relative"] = row["delta_norm"] / self.layer.down_norm
        row["drift_relative"] = row["drift_norm"] / self.layer.down_norm
        return row | {"cap_scale": self.scale}


class Arm:
    """One reading of the stream: caches, and fast weights when it learns."""

    def __init__(self, model, learns):
        self.model, self.caches = model, [None] * len(model.layers)
        self.fast = {index: FastWeights(layer, model.config)
                     for index, layer in enumerate(model.layers) if learns and layer.fast}
        self.writes, self.rows = [], {}

    def attend(self, index, layer, x, segment):
        config, count = self.model.config, len(x)
        split = lambda y: y.view(count, -1, config["head_dim"])
        q = rotate(self.model.rms(split(F.linear(x, layer.q)), layer.q_norm).transpose(0, 1), segment.cos, segment.sin)
        k = rotate(self.model.rms(split(F.linear(x, layer.k)), layer.k_norm).transpose(0, 1), segment.cos, segment.sin)
        v = split(F.linear(x, layer.v)).transpose(0, 1)
        if self.caches[index] is not None:
            old_k, old_v = self.caches[index]
            k, v = torch.cat((old_k, k), 1), torch.cat((old_v, v), 1)
        keep = config["sliding_window"] - 1
        self.caches[index] = k[:, -keep:], v[:, -keep:]
        mixed = F.scaled_dot_product_attention(q[None], k[None], v[None], attn_mask=segment.mask, enable_gqa=True)[0]
        return F.linear(mixed.transpose(0, 1).reshape(count, -1), layer.o)

    def mlp(self, index, layer, x, segment):
        keys = F.silu(F.linear(x, layer.gate)) * F.linear(x, layer.up)
        plain = F.linear(keys, layer.down)
        fast = self.fast.get(index)
        if fast is None:
            return plain
        change = F.linear(keys, fast.drift)
        self.rows[index] = {"output_change": (change.norm() / plain.norm()).item()}
        if len(keys) == fast.chunk:
            target = fast.target(segment.embedded)
            self.rows[index] |= fast.write(keys, target)
            self.writes.append((keys, target))
        return plain + change

    def read(self, segment):
        """The normed hidden states [n, d] of the next tokens."""
        self.writes, self.rows = [], {}
        hidden = segment.embedded
        for index, layer in enumerate(self.model.layers):
            hidden = hidden + self.attend(index, layer, self.model.rms(hidden, layer.input_norm), segment)
            hidden = hidden + self.mlp(index, layer, self.model.rms(hidden, layer.post_norm), segment)
        if self.writes:
            self.measure_keys()
        return self.model.rms(hidden, self.model.norm)

    def measure_keys(self):
        """Tails, collision and rank of all layers in one batch."""
        keys = torch.stack([z for z, _ in self.writes])
        targets = torch.stack([v for _, v in self.writes])
        norms = keys.norm(dim=-1)
        median, p99 = norms.quantile(torch.tensor([0.5, 0.99]), dim=-1)
        gram = keys @ keys.mT
        written = keys - keys.mean(1, keepdim=True) if self.model.config["ttt_centre_keys"] else keys
        values = {"key_tail_p99": p99 / median, "key_tail_max": norms.amax(-1) / median,
                  "write_collision": collisions(gram), "effective_rank": effective_ranks(written @ written.mT, targets)}
        for name, column in values.items():
            for index, value in zip(self.rows, column.tolist()):
                self.rows[index][name] = value


def factor(gram):
    return torch.linalg.cholesky(gram.double() + JITTER * torch.eye(gram.shape[-1], dtype=torch.float64))


def collisions(gram):
    """Mean share of a key in the span of the keys before it."""
    inverse = gram.diagonal(dim1=-2, dim2=-1).rsqrt()
    outside = factor(gram * inverse[..., None] * inverse[..., None, :]).diagonal(dim1=-2, dim2=-1).square()
    return (1 - outside).clamp(0, 1).mean(-1)


def effective_ranks(gram, targets):
    """exp(entropy of sigma^2 / sum) of V^T Z, from the small side: L^T (Z Z^T) L with V V^T = L L^T."""
    scaled = lambda g: g / g.diagonal(dim1=-2, dim2=-1).mean(-1)[..., None, None]
    lower = factor(scaled(targets @ targets.mT))
    squares = torch.linalg.eigvalsh(lower.mT @ scaled(gram).double() @ lower).clamp_min(0)
    share = squares / squares.sum(-1, keepdim=True)
    return torch.exp(-torch.xlogy(share, share).sum(-1))


class Scores:
    """How each token was predicted, for some arms at once."""

    def __init__(self, model, arms):
        self.model, self.last = model, torch.zeros(arms, 1, model.config["hidden_size"])
        self.nll, self.ranks, self.top_ids, self.top_nll = [], [], [], []

    def add(self, hidden, ids):
        """hidden [arms, n, d] after reading ids [n]. Returns the logits [arms, n, V] that predicted ids."""
        before = torch.cat((self.last, hidden[:, :-1]), 1)
        self.last = hidden[:, -1:]
        logits = self.model.logits(before)
        total = logits.logsumexp(-1, keepdim=True)
        own = logits.gather(-1, ids.expand(len(hidden), -1)[..., None])
        top = logits.topk(TOP, -1)
        self.nll.append((total - own)[..., 0])
        self.ranks.append((logits > own).sum(-1) + 1)
        self.top_ids.append(top.indices)
        self.top_nll.append(total - top.values)
        return logits

    def windowed(self, arm):
        recent = torch.cat([part[arm] for part in self.nll[-PERPLEXITY_WINDOW // len(self.nll[0][0]) - 1:]])
        return recent[-PERPLEXITY_WINDOW:].mean().exp().item()

    def perplexity(self, arm):
        return torch.cat([part[arm] for part in self.nll]).double()[1:].mean().exp().item()


class Patterns:
    """Repeated pairs A B .. A -> B, and what learning did to the logits there."""

    def __init__(self):
        self.followers, self.previous, self.position, self.events = {}, None, 0, []

    def find(self, ids):
        hits = []
        for row, token in enumerate(ids):
            guess = self.followers.get(self.previous)
            if guess is not None and guess[1] == token:
                hits.append((row, guess[0], token))
            if self.previous is not None:
                self.followers[self.previous] = (self.position, token)
            self.previous, self.position = token, self.position + 1
        return hits

    def add(self, ids, logits):
        begin = self.position
        hits = self.find(ids.tolist())
        if not hits:
            return
        rows, earlier, own = (list(column) for column in zip(*hits))
        change = logits[1, rows] - logits[0, rows]
        of_own = change.gather(1, torch.tensor(own)[:, None])
        others = change.shape[1] - 1
        mean = (change.sum(1, keepdim=True) - of_own) / others
        spread = ((change - mean).square().sum(1, keepdim=True) - (of_own - mean).square()).div(others).sqrt()
        for row, m, values in zip(rows, earlier, torch.cat((of_own, mean, spread), 1).tolist()):
            self.events.append((begin + row, m, *values))


def read_paired(model, ids):
    """Both arms over the document, all probes. Returns the numbers that a run ends with."""
    chunk = model.config["ttt_chunk"]
    frozen, adapted = Arm(model, False), Arm(model, True)
    scores, patterns, steps = Scores(model, 2), Patterns(), []
    for begin in range(0, len(ids), chunk):
        part = ids[begin:begin + chunk]
        segment = Segment(model, part, begin)
        hidden = torch.stack((frozen.read(segment), adapted.read(segment)))
        patterns.add(part, scores.add(hidden, part))
        steps.append({"layers": adapted.rows, "window_perplexity": [scores.windowed(0), scores.windowed(1)],
                      "nll": scores.nll[-1].mean(-1).tolist()})
    return scores, patterns, steps


def read_frozen(model, ids, chunks):
    """The frozen arm alone, so many chunks in one forward, with NLL, ranks and likeliest tokens."""
    size = chunks * model.config["ttt_chunk"]
    arm, scores = Arm(model, False), Scores(model, 1)
    for begin in range(0, len(ids), size):
        part = ids[begin:begin + size]
        scores.add(arm.read(Segment(model, part, begin))[None], part)
    return scores


def timed(read, repeats):
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        result = read()
        times.append(time.perf_counter() - start)
    return result, {"seconds": statistics.median(times), "least": min(times), "most": max(times)}


def read_ids(options):
    if options.ids:
        return torch.frombuffer(bytearray(pathlib.Path(options.ids).read_bytes()), dtype=torch.int32).long()
    import tokenizers
    tokenizer = tokenizers.Tokenizer.from_file(str(pathlib.Path(options.model) / "tokenizer.json"))
    text = pathlib.Path(options.document).read_bytes().decode()
    return torch.tensor(tokenizer.encode(text, add_special_tokens=False).ids)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default=str(ROOT / "resources/models/books-ttt"))
    parser.add_argument("--document", default=str(ROOT / "resources/documents/emma-start.txt"))
    parser.add_argument("--ids", help="file of token ids, raw int32, instead of the document")
    parser.add_argument("--tokens", type=int, default=32768)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--frozen", action="store_true", help="also the frozen arm alone, 1 and 16 chunks a forward")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    with torch.inference_mode():
        model, ids = Model(options.model), read_ids(options)[:options.tokens]
        read_paired(model, ids[:16 * model.config["ttt_chunk"]])  # warm-up
        (scores, patterns, steps), paired = timed(lambda: read_paired(model, ids), options.repeats)
        result = {"peer": f"torch {torch.__version__}", "threads": torch.get_num_threads(), "tokens": len(ids),
                  "paired": paired, "perplexity": {"frozen": scores.perplexity(0), "adapted": scores.perplexity(1)},
                  "steps": len(steps), "last_step": steps[-1], "patterns": len(patterns.events),
                  "last_pattern": patterns.events[-1] if patterns.events else None}
        if options.frozen:
            for chunks in (1, 16):
                read_frozen(model, ids[:2 * chunks * model.config["ttt_chunk"]], chunks)
                alone, result[f"frozen_{chunks}"] = timed(lambda: read_frozen(model, ids, chunks), options.repeats)
                result[f"frozen_{chunks}"]["perplexity"] = alone.perplexity(0)
    result["peak_memory_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(result))


if __name__ == "__main__":
    main()
