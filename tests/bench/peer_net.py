"""The ResNet of `ttt images train`, written plainly in PyTorch, for the peers of this folder."""
import json
import os

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


def group(norm, before, after, blocks):
    return nn.Sequential(Block(norm, before, after), *[Block(norm, after, after) for _ in range(blocks - 1)])


class Branch(nn.Module):
    def __init__(self, config, norm, classes):
        super().__init__()
        width, blocks = config["width"], (config["depth"] - 2) // 6
        self.group3 = group(norm, 2 * width, 4 * width, blocks)
        self.norm = norm(4 * width)
        self.fc = nn.Linear(4 * width, classes)

    def forward(self, x):
        return self.fc(F.relu(self.norm(self.group3(x))).mean((2, 3)))


class Net(Branch):
    def __init__(self, config, norm):
        super().__init__(config, norm, config["classes"])
        width, blocks = config["width"], (config["depth"] - 2) // 6
        self.conv1 = nn.Conv2d(config["image_channels"], width, 3, 1, 1, bias=False)
        self.group1 = group(norm, width, width, blocks)
        self.group2 = group(norm, width, 2 * width, blocks)
        self.rotation = Branch(config, norm, 4)

    def features(self, x):
        return self.group2(self.group1(self.conv1(x)))

    def forward(self, x):
        return super().forward(self.features(x))


def load_net(folder):
    """(config, net) of a folder with config.json and model.safetensors, on the CPU."""
    with open(os.path.join(folder, "config.json")) as file:
        config = json.load(file)
    groups = config["norm_groups"]
    norm = nn.BatchNorm2d if config["norm"] == "bn" else lambda channels: nn.GroupNorm(groups, channels)
    net = Net(config, norm)
    net.load_state_dict(load_file(os.path.join(folder, "model.safetensors")), strict=False)
    return config, net
