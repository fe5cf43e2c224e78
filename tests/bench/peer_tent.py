#!/usr/bin/env python3
"""The peer of TENT (arXiv 2006.10726) on batches, written plainly in PyTorch: eager, torch.optim.Adam, norms on the statistics
of the batch, gradients for their scales and shifts alone, the logits before each update.
Reads the folder of a net of `ttt images train`. Prints one JSON object; `logits` is the sum of |logits| of the last batch.

    python3 tests/bench/peer_tent.py --model DIR --images 2000 --batch 200 --device cpu --threads 2
"""
import argparse
import json
import time

import torch
from torch import nn

from peer_net import load_net


def prepare(net):
    """What learns."""
    net.train()
    net.requires_grad_(False)
    learned = []
    for name, part in net.named_modules():
        if isinstance(part, (nn.BatchNorm2d, nn.GroupNorm)) and not name.startswith("rotation"):
            part.requires_grad_(True)
            if isinstance(part, nn.BatchNorm2d):
                part.track_running_stats, part.running_mean, part.running_var = False, None, None
            learned += [part.weight, part.bias]
    return learned


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--images", type=int, default=2000)
    parser.add_argument("--batch", type=int, default=200)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int)
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    config, net = load_net(options.model)
    net = net.to(options.device)
    learned = prepare(net)
    optimizer = torch.optim.Adam(learned, lr=1e-3, betas=(0.9, 0.999), weight_decay=0)
    mean, deviation = (torch.tensor(config[key], device=options.device).view(-1, 1, 1) for key in ("image_mean", "image_std"))
    side, channels = config["image_side"], config["image_channels"]
    images = torch.randint(0, 256, (options.images, channels, side, side), dtype=torch.uint8,
                           generator=torch.Generator().manual_seed(1)).to(options.device)

    def step(pixels):
        logits = net((pixels / 255 - mean) / deviation)
        loss = -(logits.softmax(1) * logits.log_softmax(1)).sum(1).mean(0)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        return logits.detach().cpu()

    start_values = [value.detach().clone() for value in learned]
    step(images[:options.batch])
    with torch.no_grad():
        for value, first in zip(learned, start_values):
            value.copy_(first)
    optimizer.state.clear()
    start = time.perf_counter()
    for batch in images.split(options.batch):
        logits = step(batch)
    seconds = time.perf_counter() - start
    print(json.dumps({"peer": "plain PyTorch", "device": options.device, "images": options.images, "batch": options.batch,
                      "ms_per_image": 1000 * seconds / options.images, "logits": logits.abs().sum().item()}))


main()
