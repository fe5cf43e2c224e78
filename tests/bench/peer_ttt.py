#!/usr/bin/env python3
"""The peer of bench_image_method: TTT by rotations (arXiv 1909.13231), one image at a time, written plainly in PyTorch: eager,
views cut one by one (on the device), torch.optim.SGD.
Reads the folder of a net of `ttt images train`. Prints one JSON object.

    python3 tests/bench/peer_ttt.py --model DIR --images 300 --device cuda
"""
import argparse
import copy
import json
import random
import time

import torch
from torch.nn import functional as F

from peer_net import load_net


def views_of(image, count):
    """Each cut, mirrored and turned by itself."""
    padded = F.pad(image, (4, 4, 4, 4))
    side, views, labels = image.shape[1], [], []
    for _ in range(count):
        top, left, quarters = random.randrange(9), random.randrange(9), random.randrange(4)
        view = padded[:, top:top + side, left:left + side]
        view = view.flip(2) if random.random() < 0.5 else view
        views.append(torch.rot90(view, quarters, (1, 2)))
        labels.append(quarters)
    return torch.stack(views), torch.tensor(labels, device=image.device)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--images", type=int, default=300)
    parser.add_argument("--views", type=int, default=32)
    parser.add_argument("--steps", type=int, default=1)
    parser.add_argument("--standard", action="store_true", help="each image from the trained weights; default: online")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int)
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    config, net = load_net(options.model)
    net = net.to(options.device)
    trained = copy.deepcopy(net.state_dict())
    mean, deviation = (torch.tensor(config[key], device=options.device).view(-1, 1, 1) for key in ("image_mean", "image_std"))
    side, channels = config["image_side"], config["image_channels"]
    images = torch.randint(0, 256, (options.images, channels, side, side), dtype=torch.uint8).to(options.device)
    learned = [value for key, value in net.named_parameters() if key.startswith(("conv1.", "group1.", "group2.", "rotation."))]
    optimizer = torch.optim.SGD(learned, lr=0.001)

    def answer(image):
        if options.standard:
            net.load_state_dict(trained)
        net.train()
        for _ in range(options.steps):
            views, labels = views_of(image, options.views)
            optimizer.zero_grad()
            F.cross_entropy(net.rotation(net.features((views / 255 - mean) / deviation)), labels).backward()
            optimizer.step()
        net.eval()
        with torch.no_grad():
            return net((image / 255 - mean)[None] / deviation).cpu()

    for image in images[:5]:
        answer(image)
    start = time.perf_counter()
    for image in images:
        answer(image)
    seconds = time.perf_counter() - start
    print(json.dumps({"peer": "plain PyTorch", "device": options.device, "images": options.images,
                      "ms_per_image": 1000 * seconds / options.images}))


main()
