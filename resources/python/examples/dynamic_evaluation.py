"""Dynamic evaluation (arXiv 1709.07432) of any causal language model of Hugging Face, by its name or its folder:

    python dynamic_evaluation.py gpt2 document.txt runs.ttt
    ttt show --session runs.ttt        or, while it goes on: ttt-workbench --follow runs.ttt
"""
import sys
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer
import ttt

name, document, session = sys.argv[1:4]
settings = {"lr": 0.03, "momentum": 0.0, "steps": 1}
model = AutoModelForCausalLM.from_pretrained(name, dtype=torch.float32)
tokenizer = AutoTokenizer.from_pretrained(name)
optimizer = torch.optim.SGD(model.parameters(), lr=settings["lr"], momentum=settings["momentum"])


def update(chunk):
    """Called when the chunk has its score: one step on the NLL of its tokens, given those before them."""
    labels = chunk.context.clone()
    labels[:, :-chunk.ids.shape[1]] = -100
    for _ in range(settings["steps"]):
        optimizer.zero_grad()
        model(input_ids=chunk.context, labels=labels, use_cache=False).loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()


text = open(document, encoding="utf-8", newline="").read()
ttt.hf(model, tokenizer).read(session, text, update, chunk=64, context=256, method="dynamic evaluation", model=name,
                              document_name=document, config=settings)
