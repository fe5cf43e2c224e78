#!/usr/bin/env python3
"""Makes tests/golden/gguf/: small GGUF files and what the Python package gguf and transformers read in them.

Needs gguf 0.19.0, tokenizers 0.23.3, torch 2.11.0, transformers 5.23.0 and safetensors, on a CPU. Run it from anywhere; it
replaces the folder. Files and tensors are described in tests/golden/README.md.
"""

import json
from pathlib import Path

import numpy as np
import torch
from gguf import GGMLQuantizationType as Type
from gguf import GGUFWriter, TokenType
from gguf.constants import GGML_QUANT_SIZES
from gguf.quants import dequantize, quantize
from make_tokenizer_golden import LINE_BYTES, LINE_SEED, LINES, texts
from safetensors.torch import save_file
from tokenizers import Tokenizer
from transformers import (AutoModelForCausalLM, Gemma3ForCausalLM, Gemma3TextConfig, Qwen2Config, Qwen2ForCausalLM,
                          SmolLM3Config, SmolLM3ForCausalLM)

FOLDER = Path(__file__).resolve().parent / "gguf"
TOKENIZERS = Path(__file__).resolve().parent / "tokenizer"
TYPES = [Type.F32, Type.F16, Type.BF16, Type.Q8_0, Type.Q4_0, Type.Q4_1, Type.Q5_0, Type.Q5_1, Type.Q4_K, Type.Q5_K,
         Type.Q6_K]
ROWS, COLUMNS = 3, 512
WIDTH, INNER, HEADS, KV_HEADS, HEAD, LAYERS = 32, 64, 4, 2, 16, 2
# Where a block's f16 scales stand, in bytes.
SCALES = {Type.Q8_0: [0], Type.Q4_0: [0], Type.Q4_1: [0, 2], Type.Q5_0: [0], Type.Q5_1: [0, 2], Type.Q4_K: [0, 2],
          Type.Q5_K: [0, 2], Type.Q6_K: [208]}


def packed_at_random(kind, random):
    """Every bit of every block at random, but for scales that are finite (a few of them denormal)."""
    if kind == Type.F32:
        return random.standard_normal((ROWS, COLUMNS), dtype=np.float32)
    if kind == Type.F16:
        return (random.standard_normal((ROWS, COLUMNS)) * 1e-4).astype(np.float16)
    size, width = GGML_QUANT_SIZES[kind]
    blocks = random.integers(0, 256, (ROWS * COLUMNS // size, width), dtype=np.uint8)
    if kind == Type.BF16:
        blocks[:, 1] &= 0xBF  # no infinities
    for at in SCALES.get(kind, []):
        scales = random.standard_normal(len(blocks)) * np.where(random.random(len(blocks)) < 0.2, 1e-6, 1e-2)
        blocks[:, at : at + 2] = scales.astype(np.float16).reshape(-1, 1).view(np.uint8)
    return blocks.reshape(ROWS, -1)


def write_types():
    random = np.random.default_rng(1)
    writer = GGUFWriter(FOLDER / "types.gguf", "none")
    expected = []
    for kind in TYPES:
        packed = packed_at_random(kind, random)
        writer.add_tensor(kind.name, packed, raw_dtype=None if packed.dtype != np.uint8 else kind)
        expected.append(dequantize(packed, kind).reshape(ROWS, COLUMNS))
    finish(writer)
    np.stack(expected).astype("<f4").tofile(FOLDER / "types.f32")


def finish(writer):
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def add_tokenizer(writer, name, pre, add_bos):
    """The golden tokenizer of that name as convert_hf_to_gguf.py would write it."""
    spec = json.loads((TOKENIZERS / f"{name}.json").read_text())
    tokens = {id: token for token, id in spec["model"]["vocab"].items()}
    added = {token["id"]: token for token in spec["added_tokens"]}
    tokens.update({id: token["content"] for id, token in added.items()})
    count = max(tokens) + 1
    kinds = [TokenType.UNUSED if id not in tokens else
             TokenType.NORMAL if id not in added else
             TokenType.CONTROL if added[id]["special"] else TokenType.USER_DEFINED for id in range(count)]
    merges = [merge if isinstance(merge, str) else " ".join(merge) for merge in spec["model"]["merges"]]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(pre)
    writer.add_token_list([tokens.get(id, f"[PAD{id}]") for id in range(count)])
    writer.add_token_types(kinds)
    writer.add_token_merges(merges)
    if add_bos:
        writer.add_bos_token_id(min(added))
    writer.add_add_bos_token(add_bos)
    return count


def merges_of(tokens, scores):
    """As transformers turns the scores of SentencePiece into ranks."""
    places = {token: place for place, token in enumerate(tokens)}
    merges = []
    for token, score in zip(tokens, scores):
        pairs = [(token[:cut], token[cut:]) for cut in range(1, len(token))]
        merges += [(-score, places[a], places[b], [a, b]) for a, b in pairs if a in places and b in places]
    return [merge[3] for merge in sorted(merges, key=lambda merge: merge[:3])]


def write_pieces():
    """SentencePiece: a tokenizer alone, of the tokens of llama2.json, with scores; and what Hugging Face makes of lines."""
    spec = json.loads((TOKENIZERS / "llama2.json").read_text())
    ids = spec["model"]["vocab"]
    tokens = sorted(ids, key=ids.get)
    assert [ids[token] for token in tokens] == list(range(len(tokens)))
    ranks = {"".join(merge): rank for rank, merge in reversed(list(enumerate(spec["model"]["merges"])))}
    scores = [-float(ranks.get(token, len(ranks) + id)) for id, token in enumerate(tokens)]
    controls = {token["content"] for token in spec["added_tokens"]}
    kinds = [TokenType.UNKNOWN if token == "<unk>" else TokenType.CONTROL if token in controls else
             TokenType.BYTE if token.startswith("<0x") else TokenType.NORMAL for token in tokens]
    writer = GGUFWriter(FOLDER / "pieces.gguf", "llama")
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores(scores)
    writer.add_token_types(kinds)
    writer.add_bos_token_id(ids["<s>"])
    writer.add_unk_token_id(ids["<unk>"])
    finish(writer)
    normal = [(token, score) for token, score, kind in zip(tokens, scores, kinds) if kind == TokenType.NORMAL]
    spec["model"]["merges"] = merges_of(*zip(*normal))
    tokenizer = Tokenizer.from_str(json.dumps(spec))
    lines = [tokenizer.encode(line, add_special_tokens=False).ids for line in texts(LINE_SEED, LINES, LINE_BYTES)]
    (FOLDER / "pieces.json").write_text(json.dumps(lines, separators=(",", ":")) + "\n")


def permuted(weight, heads):
    """Rows as llama.cpp rotates them: what Hugging Face has half a head apart lies side by side."""
    return weight.reshape(heads, 2, -1, *weight.shape[1:]).swapaxes(1, 2).reshape(weight.shape)


def add_sizes(writer, layers):
    writer.add_block_count(layers)
    writer.add_context_length(256)
    writer.add_embedding_length(WIDTH)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_key_length(HEAD)
    writer.add_value_length(HEAD)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(5e5)


def write_model(name, arch, kinds, tokenizer, pre, add_bos, tied, llama3=False):
    random = np.random.default_rng(len(name))
    writer = GGUFWriter(FOLDER / f"{name}.gguf", arch)
    count = add_tokenizer(writer, tokenizer, pre, add_bos)
    add_sizes(writer, LAYERS)
    matrices = iter(kinds * 100)

    def put(tensor, shape, norm=False, heads=0):
        numbers = random.standard_normal(shape).astype(np.float32)
        if norm:
            writer.add_tensor(tensor, (1 + 0.2 * numbers).astype(np.float32))
            return
        numbers = numbers / np.float32(np.sqrt(shape[-1])) * (1 if "embd" not in tensor else 8)
        if heads:
            numbers = permuted(numbers, heads)
        kind = next(matrices)
        writer.add_tensor(tensor, quantize(numbers, kind), raw_dtype=kind if kind not in (Type.F32, Type.F16) else None)

    put("token_embd.weight", (count, WIDTH))
    put("output_norm.weight", (WIDTH,), norm=True)
    if not tied:
        put("output.weight", (count, WIDTH))
    if llama3:
        writer.add_tensor("rope_freqs.weight", llama3_factors(5e5, 8.0))
    rotated = arch == "llama"
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        put(block + "attn_norm.weight", (WIDTH,), norm=True)
        put(block + "attn_q.weight", (HEADS * HEAD, WIDTH), heads=rotated * HEADS)
        put(block + "attn_k.weight", (KV_HEADS * HEAD, WIDTH), heads=rotated * KV_HEADS)
        put(block + "attn_v.weight", (KV_HEADS * HEAD, WIDTH))
        put(block + "attn_output.weight", (WIDTH, HEADS * HEAD))
        if arch == "qwen3":
            put(block + "attn_q_norm.weight", (HEAD,), norm=True)
            put(block + "attn_k_norm.weight", (HEAD,), norm=True)
        put(block + "ffn_norm.weight", (WIDTH,), norm=True)
        put(block + "ffn_gate.weight", (INNER, WIDTH))
        put(block + "ffn_up.weight", (INNER, WIDTH))
        put(block + "ffn_down.weight", (WIDTH, INNER))
    finish(writer)
    write_expected(name, llama3, count)


FAMILIES = {
    "qwen2": (Qwen2Config, Qwen2ForCausalLM, {}),
    "smollm3": (SmolLM3Config, SmolLM3ForCausalLM, dict(no_rope_layers=[1, 1, 1, 0])),
    "gemma3": (Gemma3TextConfig, Gemma3ForCausalLM,
               dict(query_pre_attn_scalar=HEAD, sliding_window=5, hidden_activation="gelu_pytorch_tanh",
                    layer_types=["sliding_attention"] * 5 + ["full_attention"],
                    rope_parameters=dict(full_attention=dict(rope_type="default", rope_theta=5e5),
                                         sliding_attention=dict(rope_type="default", rope_theta=1e4)))),
}
PARTS = {"self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
         "self_attn.o_proj": "attn_output", "self_attn.q_norm": "attn_q_norm", "self_attn.k_norm": "attn_k_norm",
         "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down", "input_layernorm": "attn_norm",
         "post_attention_layernorm": "ffn_norm"}
GEMMA = {"post_attention_layernorm": "post_attention_norm", "pre_feedforward_layernorm": "ffn_norm",
         "post_feedforward_layernorm": "post_ffw_norm"}


def gguf_name(name, arch):
    """Of a parameter of transformers."""
    if not name.startswith("model.layers."):
        return {"model.embed_tokens.weight": "token_embd.weight", "model.norm.weight": "output_norm.weight",
                "lm_head.weight": "output.weight"}[name]
    _, _, layer, part = name.split(".", 3)
    part, kind = part.rsplit(".", 1)
    parts = {**PARTS, **GEMMA} if arch == "gemma3" else PARTS
    return f"blk.{layer}.{parts[part]}.{kind}"


def write_family(arch, count=48):
    """No tokenizer. The logits are those of the model whose numbers were packed into the file, not of a reader of GGUF."""
    config_class, model_class, more = FAMILIES[arch]
    layers = 6 if arch == "gemma3" else 4
    config = config_class(vocab_size=count, hidden_size=WIDTH, intermediate_size=INNER, num_hidden_layers=layers,
                          num_attention_heads=HEADS, num_key_value_heads=KV_HEADS, head_dim=HEAD, rms_norm_eps=1e-5,
                          max_position_embeddings=256, tie_word_embeddings=True,
                          **{"rope_parameters": dict(rope_type="default", rope_theta=5e5), **more},
                          attn_implementation="eager", pad_token_id=None, bos_token_id=None, eos_token_id=None)
    model = model_class(config).eval()
    random = np.random.default_rng(3)
    writer = GGUFWriter(FOLDER / f"{arch}.gguf", arch)
    add_sizes(writer, layers)
    if arch == "gemma3":
        writer.add_sliding_window(5)
    for name, parameter in sorted(model.named_parameters()):
        numbers = random.standard_normal(parameter.shape).astype(np.float32)
        if numbers.ndim == 1:
            numbers = (0.2 * numbers + (arch != "gemma3" and "norm" in name)).astype(np.float32)
            stored = (numbers + np.float32(arch == "gemma3")).astype(np.float32)
            parameter.data = torch.from_numpy(numbers)
            writer.add_tensor(gguf_name(name, arch), stored)
            continue
        packed = quantize(numbers / np.float32(np.sqrt(numbers.shape[-1])), Type.Q8_0)
        parameter.data = torch.from_numpy(dequantize(packed, Type.Q8_0).copy())
        heads = HEADS if "q_proj" in name else KV_HEADS if "k_proj" in name else 0
        if arch == "smollm3" and heads:
            packed = permuted(packed, heads)
        writer.add_tensor(gguf_name(name, arch), packed, raw_dtype=Type.Q8_0)
    finish(writer)
    save_expected(arch, model, count)


def llama3_factors(theta, factor):
    factors = []
    for wavelength in 2 * np.pi * theta ** (np.arange(0, HEAD, 2) / HEAD):
        smooth = (8192 / wavelength - 1) / 3
        factors.append(1 if wavelength < 8192 / 4 else factor if wavelength > 8192 else
                       1 / ((1 - smooth) / factor + smooth))
    return np.array(factors, dtype=np.float32)


def write_expected(name, llama3, count):
    """Logits of transformers reading the same file. It leaves out rope_freqs and key_length, so that they are named."""
    more = {"head_dim": HEAD}
    if llama3:
        more["rope_parameters"] = dict(rope_type="llama3", rope_theta=5e5, factor=8.0, low_freq_factor=1.0,
                                       high_freq_factor=4.0, original_max_position_embeddings=8192)
    model = AutoModelForCausalLM.from_pretrained(FOLDER, gguf_file=f"{name}.gguf", dtype=torch.float32,
                                                 attn_implementation="eager", **more).eval()
    save_expected(name, model, count)


def save_expected(name, model, count):
    ids = torch.randint(count, (12,), generator=torch.Generator().manual_seed(7))
    with torch.no_grad():
        logits = model(ids[None]).logits[0].float()
    save_file({"ids": ids, "logits": logits.contiguous()}, FOLDER / f"{name}.safetensors")
    print(name, count, f"logits std {logits.std():.3f}", model.config.rope_parameters)


if __name__ == "__main__":
    torch.set_num_threads(1)
    FOLDER.mkdir(exist_ok=True)
    write_types()
    write_pieces()
    write_model("llama", "llama", [Type.Q8_0, Type.Q4_0, Type.F16, Type.Q5_1], "llama3", "llama-bpe", True, True, llama3=True)
    write_model("qwen3", "qwen3", [Type.BF16, Type.Q4_1, Type.Q5_0, Type.F32], "qwen2", "qwen2", False, False)
    for arch in FAMILIES:
        write_family(arch)
    for path in sorted(FOLDER.iterdir()):
        print(path.name, path.stat().st_size)
