#!/usr/bin/env python3
"""Makes image-nets/cotta/: what the authors' own code (qinenergy/cotta at c212a20, MIT) makes of the nets bn and gn.

    python3 make_cotta_golden.py FOLDER_OF_COTTA/cifar

Their file runs as it is but for the number of views (32 there) and the size of images; the draws that it asks PyTorch for are
those of the engine (corruptions/draws.h), computed here again. torch 2.11.0, torchvision 0.26.0, CPU, one thread.
"""
import os
import sys

import numpy
import torch
import torchvision.transforms as transforms
from safetensors.torch import load_file, save_file
from torch import nn

import make_image_net_golden as nets

VIEWS, SEED, MASK = 4, 1, (1 << 64) - 1
STEP = 0x9E3779B97F4A7C15


def mixed(x):
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 & MASK
    x = (x ^ x >> 27) * 0x94D049BB133111EB & MASK
    return x ^ x >> 31


class Draws:
    def __init__(self, item, name, severity):
        key, hashed = mixed(SEED + STEP & MASK), 0xCBF29CE484222325
        for byte in name.encode():
            hashed = (hashed ^ byte) * 0x100000001B3 & MASK
        for part in (item, hashed, severity):
            key = mixed(key ^ mixed(part + STEP & MASK))
        self.key, self.count = key, 0

    def uniform(self):
        self.count += 1
        return (mixed(self.key + self.count * STEP & MASK) >> 11) * 2.0**-53

    def uniforms(self, shape):
        return torch.tensor([self.uniform() for _ in range(numpy.prod(shape))], dtype=torch.float64).view(shape)

    def normals(self, shape):
        pairs = self.uniforms((*shape, 2))
        return ((-2 * torch.log1p(-pairs[..., 0])).sqrt() * torch.cos(2 * torch.pi * pairs[..., 1])).float()

    def order(self, count):
        places = list(range(count))
        for left in range(count, 1, -1):
            other = int(self.uniform() * left)
            places[left - 1], places[other] = places[other], places[left - 1]
        return torch.tensor(places)


class Given:
    """Hands out draws in place of PyTorch's generator."""
    view = restore = None

    @classmethod
    def patch(cls):
        torch.randperm = lambda count: cls.view.order(count)
        torch.rand = lambda what: cls.restore.uniforms(what) if isinstance(what, torch.Size) else torch.tensor([cls.view.uniform()])
        torch.randn = lambda shape: cls.view.normals(shape)
        torch.Tensor.uniform_ = lambda self, low, high: self.fill_(low + (high - low) * cls.view.uniform())
        torch.Tensor.cuda = lambda self: self


def authors(folder):
    """Their module, with the views counted anew for each batch."""
    sys.path.insert(0, folder)
    affine = transforms.RandomAffine
    transforms.RandomAffine = lambda resample, fillcolor, **rest: affine(
        interpolation=transforms.InterpolationMode.BILINEAR, fill=0, **rest)
    with open(os.path.join(folder, "cotta.py")) as file:
        text = file.read()
    for old, new in (("N = 32 ", f"N = {VIEWS}"), ("(32, 32, 3)", f"({nets.SIDE}, {nets.SIDE}, 3)"), ("@torch.jit.script\n", "")):
        assert old in text
        text = text.replace(old, new)
    module = {}
    exec(compile(text, "cotta.py", "exec"), module)
    return module


class Normalised(nn.Module):
    def __init__(self, net):
        super().__init__()
        net._modules = {key: net._modules[key] for key in ("conv1", "group1", "group2", "group3", "norm", "fc")}
        self.net = net

    def forward(self, x):
        return self.net((x - 0.5) / 0.25)


def run(cotta, name, norm, make_optimizer, below, decay, restore):
    folder = os.path.join(nets.out, name)
    net = nets.Net(norm)
    net.load_state_dict(load_file(os.path.join(folder, "model.safetensors")), strict=False)
    model = cotta["configure_model"](Normalised(net))
    parameters, _ = cotta["collect_params"](model)
    method = cotta["CoTTA"](model, make_optimizer(parameters), mt_alpha=decay, rst_m=restore, ap=below)
    inner, state = method.transform, {"item": 0, "view": 0}
    seen, losses, confidences = [], [], []

    def transform(x):
        Given.view = Draws(state["item"], "cotta view", state["view"])
        state["view"] += 1
        seen.append(inner(x))
        return seen[-1]

    plain = cotta["softmax_entropy"]
    method.transform = transform
    method.model_anchor.register_forward_hook(lambda *of: confidences.append(of[2].softmax(1).max(1)[0].mean().detach()))

    def recorded(x, target):
        losses.append(plain(x, target).mean().detach())
        return plain(x, target)

    logits = []
    cotta["softmax_entropy"] = recorded
    for images in load_file(os.path.join(folder, "expected.safetensors"))["images"]:
        state["view"], Given.restore = 0, Draws(state["item"], "cotta restore", 0)
        logits.append(method(images / 255).detach())
        state["item"] += len(images)
    cotta["softmax_entropy"] = plain
    flat = lambda of: torch.cat([value.detach().flatten() for value in of.parameters()])
    return {"logits": torch.stack(logits), "losses": torch.stack(losses), "confidences": torch.stack(confidences),
            "student": flat(method.model), "teacher": flat(method.model_ema)}, seen[0]


torch.set_num_threads(1)
torch.manual_seed(1)
group_norm = lambda channels: nn.GroupNorm(nets.GROUPS, channels)
adam = lambda parameters: torch.optim.Adam(parameters, lr=1e-3, betas=(0.9, 0.999), weight_decay=0)
sgd = lambda parameters: torch.optim.SGD(parameters, lr=0.01, momentum=0.9, dampening=0, weight_decay=0, nesterov=True)
rows = {"bn.adam": ("bn", nn.BatchNorm2d, adam, 1.1, 0.9, 0.1), "bn.sgd": ("bn", nn.BatchNorm2d, sgd, 0.3, 0.99, 0.1),
        "gn.sgd": ("gn", group_norm, sgd, 1.1, 0.9, 0.2)}
module = authors(sys.argv[1])
expected = {}
made = {key: nets.Net(row[1]) for key, row in rows.items()}  # before PyTorch's draws are taken away
for key, row in rows.items():
    net = made[key]
    Given.patch()
    original, nets.Net = nets.Net, lambda norm, net=net: net
    result, view = run(module, *row)
    nets.Net = original
    expected |= {f"{key}.{name}": value.contiguous() for name, value in result.items()}
    if key != "bn.adam":
        del expected[f"{key}.teacher"]  # the last logits are the teacher's
    else:
        expected["view"] = view[:2].contiguous()
os.makedirs(os.path.join(nets.out, "cotta"), exist_ok=True)
save_file(expected, os.path.join(nets.out, "cotta", "expected.safetensors"))
for key in rows:
    print(key, expected[f"{key}.losses"].tolist(), expected[f"{key}.confidences"].tolist())
