#!/usr/bin/env python3
"""The peer of bench_image_method: TTT by rotations (arXiv 1909.13231), one image at a time, written plainly in PyTorch: eager,
views cut one by one (on the device), torch.optim.SGD.
Reads the folder of a net of `ttt images train`. Prints one JSON object.

    python3 tests/bench/peer_ttt.py --model DIR --images 300 --device cuda
"""
import argparse
import copy
import json
import os
import random
import time

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, norm, before, after):
        super().__init__()
        self.stride = 1 if before == after else 2
        self.norm1, self.norm2 = norm(before), norm(after)
        self.conv1 = nn.Conv2d(before, after, 3, self.stride, 1, bias=False)
        self.conv2 = nn.Conv2d(after, after, 3, 1, 1, bias=False)

    def forward(self, x):
        inner = self.conv2(F.relu(self.norm2(self.conv1(F.relu(self.norm1(x))))))
        if self.stride > 1:
            x = F.avg_pool2d(x, self.stride)
            x = torch.cat((x, torch.zeros_like(x)), 1)
        return x + inner


class Branch(nn.Module):
    def __init__(self, config, norm, classes):
        super().__init__()
        width, blocks = config["width"], (config["depth"] - 2) // 6
        self.group3 = nn.Sequential(Block(norm, 2 * width, 4 * width), *[Block(norm, 4 * width, 4 * width) for _ in range(blocks - 1)])
        self.norm = norm(4 * width)
        self.fc = nn.Linear(4 * width, classes)

    def forward(self, x):
        return self.fc(F.relu(self.norm(self.group3(x))).mean((2, 3)))


class Net(Branch):
    def __init__(self, config, norm):
        super().__init__(config, norm, config["classes"])
        width, blocks = config["width"], (config["depth"] - 2) // 6
        self.conv1 = nn.Conv2d(config["image_channels"], width, 3, 1, 1, bias=False)
        self.group1 = nn.Sequential(*[Block(norm, width, width) for _ in range(blocks)])
        self.group2 = nn.Sequential(Block(norm, width, 2 * width), *[Block(norm, 2 * width, 2 * width) for _ in range(blocks - 1)])
        self.rotation = Branch(config, norm, 4)

    def features(self, x):
        return self.group2(self.group1(self.conv1(x)))

    def forward(self, x):
        return super().forward(self.features(x))


def load_net(folder):
    with open(os.path.join(folder, "config.json")) as file:
        config = json.load(file)
    groups = config["norm_groups"]
    norm = nn.BatchNorm2d if config["norm"] == "bn" else lambda channels: nn.GroupNorm(groups, channels)
    net = Net(config, norm)
    net.load_state_dict(load_file(os.path.join(folder, "model.safetensors")), strict=False)
    return config, net


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
