#!/usr/bin/env python3
"""Makes image-nets/: what PyTorch's own modules make of two small random nets, and TENT on them.

The net is the one of arXiv 1909.13231 (pre-activation, rotation branch), TENT as in DequanWang/tent at e9e926a: gradients for
scale and shift of the norms, running statistics dropped, Adam, logits before the update. torch 2.11.0, CPU, one thread.
"""
import json
import os

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

out = os.path.join(os.path.dirname(os.path.abspath(__file__)), "image-nets")
WIDTH, CHANNELS, SIDE, CLASSES, GROUPS = 4, 3, 16, 5, 2


class Block(nn.Module):
    def __init__(self, norm, before, after):
        super().__init__()
        self.stride = 1 if before == after else 2
        self.norm1 = norm(before)
        self.conv1 = nn.Conv2d(before, after, 3, self.stride, 1, bias=False)
        self.norm2 = norm(after)
        self.conv2 = nn.Conv2d(after, after, 3, 1, 1, bias=False)

    def forward(self, x):
        inner = self.conv1(F.relu(self.norm1(x)))
        inner = self.conv2(F.relu(self.norm2(inner)))
        if self.stride > 1:
            x = nn.AvgPool2d(self.stride)(x)
            x = torch.cat((x, torch.zeros_like(x)), 1)
        return x + inner


class Branch(nn.Module):
    def __init__(self, norm, classes):
        super().__init__()
        self.group3 = nn.Sequential(Block(norm, 2 * WIDTH, 4 * WIDTH))
        self.norm = norm(4 * WIDTH)
        self.fc = nn.Linear(4 * WIDTH, classes)

    def forward(self, x):
        return self.fc(nn.AdaptiveAvgPool2d(1)(F.relu(self.norm(self.group3(x)))).flatten(1))


class Net(Branch):
    def __init__(self, norm):
        super().__init__(norm, CLASSES)
        self.conv1 = nn.Conv2d(CHANNELS, WIDTH, 3, 1, 1, bias=False)
        self.group1 = nn.Sequential(Block(norm, WIDTH, WIDTH))
        self.group2 = nn.Sequential(Block(norm, WIDTH, 2 * WIDTH))
        self.rotation = Branch(norm, 4)

    def features(self, x):
        return self.group2(self.group1(self.conv1(x)))

    def forward(self, x):
        return super().forward(self.features(x))


def make(name, norm):
    torch.manual_seed(11)
    net = Net(norm)
    with torch.no_grad():
        for key, value in net.state_dict().items():
            if key.endswith("running_var"):
                value.uniform_(0.5, 1.5)
            elif value.is_floating_point():
                value.add_(0.2 * torch.randn(value.shape))
    images = torch.randint(0, 256, (3, 6, CHANNELS, SIDE, SIDE), dtype=torch.uint8)
    images = (images // 2 + images.float().mean((2, 3, 4), keepdim=True).to(torch.uint8) // 2).to(torch.uint8)
    batches = (images / 255 - 0.5) / 0.25
    folder = os.path.join(out, name)
    os.makedirs(folder, exist_ok=True)
    weights = {key: value.clone() for key, value in net.state_dict().items() if not key.endswith("tracked")}
    save_file(weights, os.path.join(folder, "model.safetensors"))
    with open(os.path.join(folder, "config.json"), "w") as file:
        json.dump({"model_type": "resnet_cifar", "depth": 8, "width": WIDTH, "norm": name, "norm_groups": GROUPS,
                   "classes": CLASSES, "image_channels": CHANNELS, "image_side": SIDE, "rotation": True,
                   "image_mean": [0.5] * CHANNELS, "image_std": [0.25] * CHANNELS}, file, indent=2)
        file.write("\n")
    expected = {"images": images}
    with torch.no_grad():
        net.eval()
        expected["source"] = torch.stack([net(batch) for batch in batches])
        turned = torch.cat([torch.rot90(batches[0], k, (2, 3)) for k in range(4)])
        expected["rotation"] = net.rotation(net.features(turned))
        net.train()
        expected["batch"] = torch.stack([net(batch) for batch in batches])
        if name == "bn":  # after those three batches
            expected["running_mean"] = net.group1[0].norm1.running_mean.clone()
            expected["running_var"] = net.group1[0].norm1.running_var.clone()
    parameters = []
    net.requires_grad_(False)
    for key, module in net.named_modules():
        if isinstance(module, (nn.BatchNorm2d, nn.GroupNorm)) and not key.startswith("rotation"):
            module.requires_grad_(True)
            if isinstance(module, nn.BatchNorm2d):
                module.track_running_stats, module.running_mean, module.running_var = False, None, None
            parameters += [(f"tent.{key}.weight", module.weight), (f"tent.{key}.bias", module.bias)]
    optimizer = torch.optim.Adam([value for _, value in parameters], lr=1e-3, betas=(0.9, 0.999), weight_decay=0)
    logits, entropies = [], []
    for batch in batches:
        z = net(batch)
        loss = -(z.softmax(1) * z.log_softmax(1)).sum(1).mean(0)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        logits.append(z.detach())
        entropies.append(loss.detach())
    expected |= {"tent": torch.stack(logits), "entropy": torch.stack(entropies)}
    expected |= {key: value.detach() for key, value in parameters}
    save_file(expected, os.path.join(folder, "expected.safetensors"))


if __name__ == "__main__":
    torch.set_num_threads(1)
    make("bn", nn.BatchNorm2d)
    make("gn", lambda channels: nn.GroupNorm(GROUPS, channels))
