"""In-Place TTT (arXiv 2604.06169) by hand, in plain PyTorch on the shipped checkpoint, held against the engine:

    python in_place_ttt.py books-ttt document.txt by-hand.ttt
    ttt run --model books-ttt --document document.txt --session engine.ttt
    ttt diff by-hand.ttt engine.ttt --tolerance 1e-3,1e-3
"""
import json, sys
import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoTokenizer
import ttt

folder, document, session = sys.argv[1:4]
config = json.load(open(f"{folder}/config.json"))
C, eta = config["ttt_chunk"], config["ttt_lr"]
files = set(json.load(open(f"{folder}/model.safetensors.index.json"))["weight_map"].values())
stored = {name: value.float() for file in files for name, value in load_file(f"{folder}/{file}").items()}
model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
text = open(document, newline="").read()
coded = AutoTokenizer.from_pretrained(folder)(text, return_offsets_mapping=True)
ids = torch.tensor([coded["input_ids"]])

keys, rules = {}, {}
for layer in config["ttt_layers"]:
    part, down = f"model.layers.{layer}.mlp.", model.model.layers[layer].mlp.down_proj
    rules[layer] = (down.weight.data.clone(), torch.zeros_like(down.weight), stored[part + "ttt_conv.weight"],
                    stored[part + "ttt_proj.weight"], torch.sigmoid(stored[part + "ttt_decay"]))
    down.register_forward_pre_hook(lambda module, given, layer=layer: keys.update({layer: given[0][0]}))

cache, last, drift = None, None, {}
with ttt.run(session, text, coded["input_ids"], coded["offset_mapping"], method="in-place", model=folder, chunk=C,
             config={"eta": eta}, layers=config["num_hidden_layers"], document_name=document) as run, torch.no_grad():
    for begin in range(0, ids.shape[1], C):
        chunk = ids[:, begin:begin + C]
        out = model(input_ids=chunk, past_key_values=cache, use_cache=True)                     # apply
        cache, logits = out.past_key_values, out.logits[0]
        before = logits[:-1] if last is None else torch.cat([last, logits[:-1]])
        nll = -before.log_softmax(-1).gather(-1, chunk[0, -len(before):, None])[:, 0]
        last, layers = logits[-1:], {}
        for layer, (W0, S, conv, proj, decay) in rules.items():
            if chunk.shape[1] < C:
                break                                                                            # a part never writes
            source = model.model.embed_tokens(chunk)[0]
            V = torch.nn.functional.conv1d(source.T, conv, padding=2, groups=len(conv)).T @ proj
            delta = eta * V.T @ (keys[layer] - keys[layer].mean(0))
            S.mul_(decay).add_(delta)                                                           # then update
            cap = min(1.0, config["ttt_relative_cap"] * float(W0.norm()) / float(S.norm()))
            model.model.layers[layer].mlp.down_proj.weight.data = W0 + cap * S
            layers[layer] = {"delta_norm": delta.norm(), "drift_norm": cap * S.norm(),
                             "drift_relative": cap * S.norm() / W0.norm()}
        run.step(begin, begin + chunk.shape[1], layers=layers,
                 columns={"nll_adapted": [None] * (chunk.shape[1] - len(nll)) + nll.tolist()})
