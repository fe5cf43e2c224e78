#!/usr/bin/env python3
"""Makes image-nets/methods/: TENT by SGD, EATA, ETA, SAR and RDumb by their authors' own code, on the nets of image-nets/.

Wants a folder as its argument that holds tent/tent.py (DequanWang/tent at e9e926a, MIT), EATA/eata.py (mr-eggplant/EATA at
f739b36, MIT), SAR/sar.py and SAR/sam.py (mr-eggplant/SAR at 20f6e24, BSD-3), and CCC/rdumb.py and CCC/functional.py (models/ of
oripress/CCC at 656dec3, MIT). BN-alpha (arXiv 2006.16971) is written from the paper. Three batches, and of SAR more. torch 2.11.0,
CPU, one thread. Margins are shares of ln C, here C = 5.
"""
import importlib.util
import json
import math
import os
import sys
import types

import torch
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn import functional as F

here = os.path.dirname(os.path.abspath(__file__))
out = os.path.join(here, "image-nets", "methods")
LN_C = math.log(5)
SHARPER = 8  # times the last weights of the random nets, which else are unsure of every image


def module(path, name):
    spec = importlib.util.spec_from_file_location(name, path)
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[name] = loaded
    spec.loader.exec_module(loaded)
    return loaded


def nets():
    source = open(os.path.join(here, "make_image_net_golden.py")).read().split("\ntorch.set_num_threads")[0]
    made = types.ModuleType("nets")
    made.__file__ = os.path.join(here, "make_image_net_golden.py")
    exec(compile(source, made.__file__, "exec"), made.__dict__)
    return made


NETS = nets()


class Main(NETS.Branch):
    """The net without its rotation branch, which the authors' code would look for norms in."""

    def __init__(self, name):
        norm = nn.BatchNorm2d if name == "bn" else lambda channels: nn.GroupNorm(NETS.GROUPS, channels)
        super().__init__(norm, NETS.CLASSES)
        whole = NETS.Net(norm)
        self.conv1, self.group1, self.group2 = whole.conv1, whole.group1, whole.group2
        weights = load_file(os.path.join(here, "image-nets", name, "model.safetensors"))
        weights["fc.weight"] *= SHARPER
        self.load_state_dict({key: value for key, value in weights.items() if not key.startswith("rotation.")}, strict=False)

    def forward(self, x):
        return super().forward(self.group2(self.group1(self.conv1(x))))


def images_of(name):
    return load_file(os.path.join(here, "image-nets", name, "expected.safetensors"))["images"]


def normalised(pixels):
    return (pixels / 255 - 0.5) / 0.25


def norms_of(net):
    """In the order of our net: of a block norm1, norm2; last the norm before fc."""
    parts = [net.group1[0].norm1, net.group1[0].norm2, net.group2[0].norm1, net.group2[0].norm2, net.group3[0].norm1,
             net.group3[0].norm2, net.norm]
    return torch.cat([values.detach().flatten() for part in parts for values in (part.weight, part.bias)])


def followed(adapted, net, batches, more=lambda: None):
    logits, extra = [], []
    for batch in batches:
        logits.append(adapted(batch).detach().clone())
        extra.append(more())
    return torch.stack(logits), norms_of(net), extra


def tent(authors, images):
    net = authors.configure_model(Main("bn"))
    params, _ = authors.collect_params(net)
    optimizer = torch.optim.SGD(params, lr=0.01, momentum=0.9, dampening=0, weight_decay=0, nesterov=True)
    logits, norms, _ = followed(authors.Tent(net, optimizer), net, images)
    net = authors.configure_model(Main("bn"))
    params, _ = authors.collect_params(net)
    twice = followed(authors.Tent(net, torch.optim.Adam(params, lr=1e-3), steps=2), net, images)
    return {"tent_sgd": logits, "tent_sgd_norms": norms, "tent_twice": twice[0], "tent_twice_norms": twice[1]}


def fishers_of(net, clean, batch):
    """main.py of mr-eggplant/EATA, with its loop over a loader of `clean`."""
    fishers = {}
    loader = clean.split(batch)
    for count, images in enumerate(loader, start=1):
        outputs = net(images)
        loss = nn.CrossEntropyLoss()(outputs, outputs.max(1)[1])
        loss.backward()
        for name, param in net.named_parameters():
            if param.grad is not None:
                fisher = param.grad.data.clone().detach() ** 2 + (fishers[name][0] if count > 1 else 0)
                fishers[name] = [fisher / count if count == len(loader) else fisher, param.data.clone().detach()]
        net.zero_grad()
    return fishers


def eata(authors, images, name, clean=None, **given):
    net = authors.configure_model(Main("bn"))
    params, _ = authors.collect_params(net)
    fishers = fishers_of(net, clean, 64) if clean is not None else None
    optimizer = torch.optim.Adam(params, lr=5e-3) if name == "eata" else torch.optim.SGD(params, 0.05, momentum=0.9)
    adapted = authors.EATA(net, optimizer, fishers, **given)
    counts = lambda: [adapted.num_samples_update_1, adapted.num_samples_update_2]
    logits, norms, counted = followed(adapted, net, images, counts)
    print(name, counted)
    return {name: logits, f"{name}_norms": norms, f"{name}_counts": torch.tensor(counted),
            f"{name}_mean": adapted.current_model_probs}


def sar(authors, sam, images, name, margin, lr, last_norm=False, batches=3):
    net = authors.configure_model(Main("bn" if "bn" in name else "gn"))
    params, _ = authors.collect_params(net)
    if last_norm:
        params += [net.norm.weight, net.norm.bias]
    optimizer = sam.SAM(params, torch.optim.SGD, lr=lr, momentum=0.9)
    adapted = authors.SAR(net, optimizer, margin_e0=margin)
    resets = []
    reset = adapted.reset
    adapted.reset = lambda: (resets.append(1), reset())
    seen = lambda: [math.nan if adapted.ema is None else adapted.ema, len(resets)]
    logits, norms, numbers = followed(adapted, net, [images[i % 3] for i in range(batches)], seen)
    print(name, numbers)
    return {name: logits, f"{name}_norms": norms, f"{name}_numbers": torch.tensor(numbers, dtype=torch.float64)}


def rdumb(folder, images):
    functional = module(os.path.join(folder, "CCC", "functional.py"), "models.functional")
    models = types.ModuleType("models")
    models.AdaptiveModel, models.functional, models.register = nn.Module, functional, lambda _: lambda made: made
    sys.modules["models"] = models
    text = open(os.path.join(folder, "CCC", "rdumb.py")).read()
    text = text.replace("super().__init__(model)", "super().__init__()").replace("% 1000", "% 2").replace("0.00025", "0.05")
    place = {"__name__": "rdumb"}
    exec(text, place)
    net = Main("bn")
    adapted = place["RDumb"](net)
    adapted.e_margin, adapted.d_margin = 0.6 * LN_C, 0.99
    logits, norms, _ = followed(adapted, net, images)
    return {"rdumb": logits, "rdumb_norms": norms}


class Mixed(nn.BatchNorm2d):
    """mu = (1 - a) mu_0 + a mu_B; the variance of the batch unbiased."""

    def forward(self, x):
        variance, mean = torch.var_mean(x, (0, 2, 3), unbiased=True)
        return F.batch_norm(x, 0.9 * self.running_mean + 0.1 * mean, 0.9 * self.running_var + 0.1 * variance, self.weight,
                            self.bias, False, 0, self.eps)


def bn_alpha(images):
    net = Main("bn")
    for part in net.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.__class__ = Mixed
    with torch.no_grad():
        return {"bn_alpha": torch.stack([net(batch) for batch in images]), "bn_alpha_single": net(images[0, :1])}


def main():
    torch.set_num_threads(1)
    torch.manual_seed(5)
    folder = sys.argv[1]
    pixels = images_of("bn")
    images, of_gn = normalised(pixels), normalised(images_of("gn"))
    clean = (torch.randint(0, 256, (70, 1, 1, 1)) // 2 + torch.randint(0, 128, (70, 3, 16, 16))).to(torch.uint8)
    authors = {name: module(os.path.join(folder, *name.split("/")) + ".py", name.split("/")[1])
               for name in ("tent/tent", "EATA/eata", "SAR/sar", "SAR/sam")}
    found = {"clean": clean} | bn_alpha(images) | tent(authors["tent/tent"], images)
    eta_like = authors["EATA/eata"]
    found |= eata(eta_like, images, "eta", e_margin=0.6 * LN_C, d_margin=0.99)
    found |= eata(eta_like, images, "eata", normalised(clean), fisher_alpha=20.0, e_margin=0.6 * LN_C, d_margin=0.99)
    both = authors["SAR/sar"], authors["SAR/sam"]
    found |= sar(*both, images, "sar_bn", 0.4 * LN_C, 0.02, last_norm=True)
    found |= sar(*both, of_gn, "sar_gn", 0.6 * LN_C, 0.02, last_norm=True)
    found |= sar(*both, of_gn, "sar_gn_published", 0.4 * LN_C, 0.05, batches=12)
    unsure = [of_gn[1, i:i + 1] for i in (2, 3, 3)]  # of one image, reliable only in the first
    found |= sar(*both, unsure, "sar_gn_unsure", 0.4 * LN_C, 0.02)
    found |= rdumb(folder, images)
    os.makedirs(out, exist_ok=True)
    save_file({key: value.contiguous() for key, value in found.items()}, os.path.join(out, "expected.safetensors"))


main()
