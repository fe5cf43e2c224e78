#!/usr/bin/env python3
"""Makes image-nets/views/: AugMix views and MEMO by its authors' own code, TTT from its paper.

Wants a folder with third_party.py (cifar-10-exps/utils) and test_adapt.py (cifar-10-exps/test_calls) of zhangmarvin/memo at
228b290 (MIT) as its argument; what these draw is drawn here and handed to them, and stands in the file. TTT (arXiv 1909.13231) is
written from the paper. The net is image-nets/gn. torch 2.11.0, pillow 13.0.0, CPU, one thread.
"""
import importlib.util
import os
import random
import re
import sys
import types

import numpy
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn import functional as F

here = os.path.dirname(os.path.abspath(__file__))
out = os.path.join(here, "image-nets", "views")
KINDS = ["autocontrast", "equalize", "rotate", "solarize", "shear_x", "shear_y", "translate_x", "translate_y", "posterize"]
PADDING = 4


def load(path, name):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class GivenNumbers:
    """Stands in for numpy.random in the authors' module."""

    def __init__(self):
        self.level, self.is_negative, self.chains = 0, False, []

    def uniform(self, low=None, high=None):
        return (0.9 if self.is_negative else 0.1) if low is None else self.level

    def random(self):
        return self.uniform()

    def dirichlet(self, _):
        return [chain["weight"] for chain in self.chains]

    def beta(self, *_):
        return self.share

    def randint(self, *_):
        self.chain = self.chains[self.at]
        self.at, self.change = self.at + 1, 0
        return len(self.chain["changes"])

    def choice(self, changes):
        kind, self.level, self.is_negative = self.chain["changes"][self.change]
        self.change += 1
        return changes[kind]


def picture():
    """Smooth, of few values in one channel, so that equalize and autocontrast have something to do."""
    rows, columns = torch.meshgrid(torch.arange(32.0), torch.arange(32.0), indexing="ij")
    red = 60 + 3 * rows + 20 * torch.sin(columns / 3)
    green = 100 + 40 * torch.cos((rows + columns) / 5)
    blue = 30 + (rows * columns) % 90
    return torch.stack([red, green, blue], 2).clamp(0, 255).to(torch.uint8)


def single_changes(authors, numbers, image):
    changes = [(kind, level, negative) for kind in range(len(KINDS)) for level, negative in [(0.97, False), (0.97, True)]
               if kind in (2, 4, 5, 6, 7) or not negative] + [(2, 0.5, True), (3, 0.4, False)]
    changed = []
    for kind, numbers.level, numbers.is_negative in changes:
        changed.append(torch.from_numpy(numpy.array(authors.augmentations[kind](Image.fromarray(image.numpy())))))
    return {"picture": image, "change_numbers": torch.tensor(changes, dtype=torch.float64), "changed": torch.stack(changed)}


def whole_views(authors, numbers, image):
    crops, shares, weights, changes, views = [], [], [], torch.full((3, 3, 3, 3), -1.0, dtype=torch.float64), []
    for view in range(3):
        top, left, is_mirrored = random.randrange(9), random.randrange(9), view % 2
        padded = F.pad(image.permute(2, 0, 1), (PADDING,) * 4)
        cut = padded[:, top:top + 32, left:left + 32]
        cut = (cut.flip(2) if is_mirrored else cut).permute(1, 2, 0).contiguous()
        authors.preaugment = lambda _, cut=cut: Image.fromarray(cut.numpy())
        parts = [random.random() for _ in range(3)]
        numbers.chains = [{"weight": part / sum(parts), "changes": [
            (random.randrange(9), random.uniform(0.1, 1), random.random() < 0.5) for _ in range(random.randint(1, 3))]}
            for part in parts]
        numbers.share, numbers.at = random.random(), 0
        for chain in range(3):
            for at, change in enumerate(numbers.chains[chain]["changes"]):
                changes[view, chain, at] = torch.tensor(change, dtype=torch.float64)
        crops.append([top, left, is_mirrored])
        shares.append(numbers.share)
        weights.append([chain["weight"] for chain in numbers.chains])
        views.append(authors.aug(Image.fromarray(image.numpy())))
    return {"view_crops": torch.tensor(crops), "view_shares": torch.tensor(shares, dtype=torch.float64),
            "view_weights": torch.tensor(weights, dtype=torch.float64), "view_changes": changes, "views": torch.stack(views)}


def gn_net():
    source = open(os.path.join(here, "make_image_net_golden.py")).read().split("\ntorch.set_num_threads")[0]
    nets = types.ModuleType("nets")
    nets.__file__ = os.path.join(here, "make_image_net_golden.py")
    exec(compile(source, nets.__file__, "exec"), nets.__dict__)
    net = nets.Net(lambda channels: nn.GroupNorm(nets.GROUPS, channels))
    weights = load_file(os.path.join(here, "image-nets", "gn", "model.safetensors"))
    net.load_state_dict(weights)
    return net, weights


def normalised(pixels):
    return (pixels / 255 - 0.5) / 0.25


def memo(folder, images):
    text = open(os.path.join(folder, "test_adapt.py")).read()
    place = {"np": numpy, "torch": torch}
    exec(re.search(r"def marginal_entropy.*?, avg_logits\n", text, re.S).group(0), place)
    net, weights = gn_net()
    views = (images[:, None].float() + 25 * torch.randn(3, 4, *images.shape[1:])).clamp(0, 255)
    main = [value for key, value in net.named_parameters() if not key.startswith("rotation")]
    optimizer = torch.optim.SGD(main, lr=0.05)
    losses, logits = [], []
    for image in range(3):
        net.load_state_dict(weights)
        net.eval()
        optimizer.zero_grad()
        loss, _ = place["marginal_entropy"](net(normalised(views[image])))
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
        with torch.no_grad():
            logits.append(net(normalised(images[image:image + 1]))[0])
    return {"memo_views": views, "memo_losses": torch.stack(losses), "memo_logits": torch.stack(logits)}


def turned(image, numbers):
    views = []
    padded = F.pad(image, (PADDING,) * 4)
    for top, left, is_mirrored, quarters in numbers.tolist():
        view = padded[:, top:top + image.shape[1], left:left + image.shape[2]]
        view = view.flip(2) if is_mirrored else view
        views.append(torch.rot90(view, quarters, (1, 2)))
    return normalised(torch.stack(views))


def rotation(images):
    steps, count = 3, 6
    numbers = torch.stack([torch.randint(0, most, (3, steps, count)) for most in (9, 9, 2, 4)], 3)
    found = {"turned_views": numbers}
    for name, online in (("ttt", False), ("ttt_online", True)):
        net, weights = gn_net()
        learned = [value for key, value in net.named_parameters()
                   if key.startswith(("conv1.", "group1.", "group2.", "rotation."))]
        optimizer = torch.optim.SGD(learned, lr=0.05)
        losses, logits = [], []
        for image in range(3):
            if not online:
                net.load_state_dict(weights)
            for step in range(1 if online else steps):
                optimizer.zero_grad()
                guess = net.rotation(net.features(turned(images[image], numbers[image, step])))
                loss = F.cross_entropy(guess, numbers[image, step, :, 3])
                loss.backward()
                optimizer.step()
                losses.append(loss.detach())
            with torch.no_grad():
                logits.append(net(normalised(images[image:image + 1]))[0])
        found |= {f"{name}_losses": torch.stack(losses), f"{name}_logits": torch.stack(logits),
                  f"{name}_conv1": net.conv1.weight.detach().clone()}
    return found


def main():
    torch.set_num_threads(1)
    torch.manual_seed(3)
    random.seed(3)
    authors = load(os.path.join(sys.argv[1], "third_party.py"), "authors")
    numbers = GivenNumbers()
    authors.np = types.SimpleNamespace(float32=numpy.float32, random=numbers)
    image = picture()
    images = load_file(os.path.join(here, "image-nets", "gn", "expected.safetensors"))["images"][0, :3].contiguous()
    found = single_changes(authors, numbers, image) | whole_views(authors, numbers, image)
    found |= {"images": images} | memo(sys.argv[1], images) | rotation(images)
    os.makedirs(out, exist_ok=True)
    save_file(found, os.path.join(out, "expected.safetensors"))


main()
