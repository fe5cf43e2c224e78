#!/usr/bin/env python3
"""Makes image-nets/mae/: what PyTorch's own modules make of a small random masked autoencoder, and test-time training on it.

The net is written from arXiv 2111.06377 and 2209.07522 (classifier of the kind vit_head), with the names that its authors'
files have; test-time training as in 2209.07522: SGD of momentum 0.9 on all that is not of the decoder, copies of one image that
differ in what is hidden. The noise that decides what is hidden is part of the file. torch 2.11.0, CPU, one thread.
"""
import json
import math
import os

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

out = os.path.join(os.path.dirname(os.path.abspath(__file__)), "image-nets", "mae")
SIDE, PATCH, CHANNELS, CLASSES, RATIO, HIDDEN = 8, 2, 3, 5, 2, 0.75
ENCODER, DECODER, CLASSIFIER = (16, 2, 2), (8, 1, 2), (12, 1, 3)
GRID = SIDE // PATCH
LENGTH = GRID * GRID
COPIES, STEPS, LR = 6, 3, 0.05


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        batch, tokens, width = x.shape
        q, k, v = self.qkv(x).view(batch, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(2, 3) / math.sqrt(width // self.heads)).softmax(3)
        return self.proj((weights @ v).transpose(1, 2).reshape(batch, tokens, width))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.attn = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.mlp = nn.Sequential()
        self.mlp.add_module("fc1", nn.Linear(width, RATIO * width))
        self.mlp.add_module("act", nn.GELU())
        self.mlp.add_module("fc2", nn.Linear(RATIO * width, width))

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


def position_table(width):
    table = torch.zeros(1, 1 + LENGTH, width)
    for row in range(GRID):
        for column in range(GRID):
            values = []
            for place in (column, row):
                angles = [place / 10000 ** (i / (width / 4)) for i in range(width // 4)]
                values += [math.sin(angle) for angle in angles] + [math.cos(angle) for angle in angles]
            table[0, 1 + row * GRID + column] = torch.tensor(values)
    return nn.Parameter(table, requires_grad=False)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        (d, depth, heads), (e, decoder_depth, decoder_heads), (c, class_depth, class_heads) = ENCODER, DECODER, CLASSIFIER
        self.patch_embed = nn.Sequential()
        self.patch_embed.add_module("proj", nn.Conv2d(CHANNELS, d, PATCH, PATCH))
        self.cls_token = nn.Parameter(torch.randn(1, 1, d))
        self.pos_embed = position_table(d)
        self.blocks = nn.ModuleList([Block(d, heads) for _ in range(depth)])
        self.norm = nn.LayerNorm(d, eps=1e-6)
        self.decoder_embed = nn.Linear(d, e)
        self.mask_token = nn.Parameter(torch.randn(1, 1, e))
        self.decoder_pos_embed = position_table(e)
        self.decoder_blocks = nn.ModuleList([Block(e, decoder_heads) for _ in range(decoder_depth)])
        self.decoder_norm = nn.LayerNorm(e, eps=1e-6)
        self.decoder_pred = nn.Linear(e, PATCH * PATCH * CHANNELS)
        self.classifier_embed = nn.Linear(d, c)
        self.classifier_pos_embed = position_table(c)
        self.classifier_blocks = nn.ModuleList([Block(c, class_heads) for _ in range(class_depth)])
        self.classifier_norm = nn.LayerNorm(c, eps=1e-6)
        self.classifier_pred = nn.Linear(c, CLASSES)

    def encode(self, images, order=None):
        x = self.patch_embed(images).flatten(2).transpose(1, 2) + self.pos_embed[:, 1:]
        if order is not None:
            x = torch.stack([x[i, order[i, : int(LENGTH * (1 - HIDDEN))]] for i in range(len(x))])
        x = torch.cat([(self.cls_token + self.pos_embed[:, :1]).expand(len(x), -1, -1), x], 1)
        for block in self.blocks:
            x = block(x)
        return self.norm(x)

    def decode(self, latent, order):
        x = self.decoder_embed(latent)
        seen = x.shape[1] - 1
        rows = []
        for i in range(len(x)):
            tokens = [self.mask_token[0, 0]] * LENGTH
            for place in range(seen):
                tokens[order[i, place]] = x[i, 1 + place]
            rows.append(torch.stack([x[i, 0]] + tokens))
        x = torch.stack(rows) + self.decoder_pos_embed
        for block in self.decoder_blocks:
            x = block(x)
        return self.decoder_pred(self.decoder_norm(x))[:, 1:]

    def loss(self, images, noise):
        order = noise.argsort(1)
        filled = self.decode(self.encode(images, order), order)
        total = 0
        for i, image in enumerate(images):
            for patch in order[i, int(LENGTH * (1 - HIDDEN)):].tolist():
                row, column = PATCH * (patch // GRID), PATCH * (patch % GRID)
                pixels = image[:, row:row + PATCH, column:column + PATCH].permute(1, 2, 0).flatten()
                target = (pixels - pixels.mean()) / (pixels.var() + 1e-6).sqrt()
                total = total + (filled[i, patch] - target).square().mean()
        return filled, total / (len(images) * (LENGTH - int(LENGTH * (1 - HIDDEN))))

    def forward(self, images):
        x = self.classifier_embed(self.encode(images)) + self.classifier_pos_embed
        for block in self.classifier_blocks:
            x = block(x)
        return self.classifier_pred(self.classifier_norm(x)[:, 0])


def main():
    torch.manual_seed(5)
    net = Net()
    with torch.no_grad():
        for key, value in net.state_dict().items():
            if not key.endswith("pos_embed"):
                value.add_(0.15 * torch.randn(value.shape))
    weights = {key: value.clone() for key, value in net.state_dict().items()}
    os.makedirs(out, exist_ok=True)
    save_file(weights, os.path.join(out, "model.safetensors"))
    names = [("hidden_size", "num_hidden_layers", "num_attention_heads"), ("decoder_size", "decoder_layers", "decoder_heads"),
             ("classifier_size", "classifier_layers", "classifier_heads")]
    config = {"model_type": "mae_vit", "patch_size": PATCH, "mlp_ratio": RATIO, "mask_ratio": HIDDEN, "classes": CLASSES,
              "image_channels": CHANNELS, "image_side": SIDE, "image_mean": [0.5] * CHANNELS, "image_std": [0.25] * CHANNELS}
    for keys, values in zip(names, (ENCODER, DECODER, CLASSIFIER)):
        config |= dict(zip(keys, values))
    with open(os.path.join(out, "config.json"), "w") as file:
        json.dump(config, file, indent=2)
        file.write("\n")

    pixels = torch.randint(0, 256, (4, CHANNELS, SIDE, SIDE), dtype=torch.uint8)
    images = (pixels / 255 - 0.5) / 0.25
    noise = torch.rand(4, LENGTH)
    expected = {"images": pixels, "noise": noise}
    with torch.no_grad():
        filled, loss = net.loss(images, noise)
        expected |= {"logits": net(images), "filled": filled.contiguous(), "loss": loss}

    # Test-time training: each image by itself, from the same weights.
    step_noise = torch.rand(2, STEPS, COPIES, LENGTH)
    losses, logits = [], []
    for image in range(2):
        net.load_state_dict(weights)
        learned = [value for key, value in net.named_parameters() if not key.startswith("decoder") and value.requires_grad]
        optimizer = torch.optim.SGD(learned, lr=LR, momentum=0.9)
        for step in range(STEPS):
            optimizer.zero_grad()
            _, loss = net.loss(images[image:image + 1].repeat(COPIES, 1, 1, 1), step_noise[image, step])
            loss.backward()
            optimizer.step()
            losses.append(loss.detach())
            with torch.no_grad():
                logits.append(net(images[image:image + 1])[0])
    expected |= {"step_noise": step_noise, "step_losses": torch.stack(losses).view(2, STEPS),
                 "step_logits": torch.stack(logits).view(2, STEPS, CLASSES),
                 "mask_token": net.mask_token.detach().clone(), "qkv": net.blocks[0].attn.qkv.weight.detach().clone()}
    save_file(expected, os.path.join(out, "expected.safetensors"))


torch.set_num_threads(1)
main()
