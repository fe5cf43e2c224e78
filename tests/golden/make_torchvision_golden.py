#!/usr/bin/env python3
"""Makes image-nets/torchvision/expected.safetensors: what torchvision's ResNet-18 and -50 say, with batch and group norm.

Their weights would be 150 MB, so that both sides make them: the n-th number of the k-th tensor (in the order of the state dict,
without num_batches_tracked) is a hash of k and n. torch 2.11.0, torchvision 0.26.0, CPU, one thread.
"""
import os

import numpy
import torch
import torchvision
from safetensors.torch import save_file
from torch import nn

out = os.path.join(os.path.dirname(os.path.abspath(__file__)), "image-nets", "torchvision")
GOLDEN = numpy.uint64(0x9E3779B97F4A7C15)


def mixed(bits):
    bits = (bits ^ (bits >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> numpy.uint64(31))


def numbers(tensor, shape):
    """-1 to 1"""
    count = numpy.arange(1, int(numpy.prod(shape)) + 1, dtype=numpy.uint64)
    bits = mixed(numpy.uint64(tensor) * numpy.uint64(1 << 32) + count * GOLDEN)
    return torch.from_numpy((bits >> numpy.uint64(40)).astype(numpy.float64) / 2**23 - 1).to(torch.float32).view(shape)


def fill(net):
    with torch.no_grad():
        state = [(key, value) for key, value in net.state_dict().items() if not key.endswith("tracked")]
        for at, (key, value) in enumerate(state):
            drawn = numbers(at, value.shape)
            if value.dim() == 4:
                value.copy_(drawn * (6 / value[0].numel()) ** 0.5)
            elif key.endswith(("running_mean", "bias")):
                value.copy_(0.2 * drawn)
            elif value.dim() == 2:
                value.copy_(0.1 * drawn)
            else:  # scales and variances
                value.copy_(1 + 0.2 * drawn)


def main():
    os.makedirs(out, exist_ok=True)
    torch.manual_seed(2)
    images = torch.randint(0, 256, (2, 3, 64, 64), dtype=torch.uint8)
    mean, deviation = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    batch = (images / 255 - mean.view(3, 1, 1)) / deviation.view(3, 1, 1)
    expected = {"images": images}
    for depth in (18, 50):
        for norm in ("bn", "gn"):
            layer = nn.BatchNorm2d if norm == "bn" else lambda channels: nn.GroupNorm(32, channels)
            net = getattr(torchvision.models, f"resnet{depth}")(num_classes=12, norm_layer=layer)
            fill(net)
            with torch.no_grad():
                expected[f"{norm}{depth}"] = net.eval()(batch)
                expected[f"{norm}{depth}f64"] = net.double()(batch.double())
                if norm == "bn":  # by the statistics of eight values a channel in the last layer, rounding is all there is in f32
                    expected[f"batch{depth}f64"] = net.train()(batch.double())
            expected[f"names{depth}{norm}"] = torch.tensor(
                [ord(c) for c in "\n".join(key for key in net.state_dict() if not key.endswith("tracked"))], dtype=torch.uint8)
    save_file(expected, os.path.join(out, "expected.safetensors"))


torch.set_num_threads(1)
main()
