# SPDX-License-Identifier: MIT
"""Partial convolutions in PyTorch as NVIDIA's formula has them, written from
the paper's layer table: a mask of the features' full size, convolved with ones
in every channel. What the C++ networks must equal."""
import json

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

EPS = 1e-8


class PartialConv(nn.Conv2d):
    def forward(self, x, mask):
        with torch.no_grad():
            ones = torch.ones_like(self.weight)
            seen = F.conv2d(mask, ones, None, self.stride, self.padding)
            known = seen.clamp(0, 1)
            ratio = self.weight[0].numel() / (seen + EPS) * known
        y = super().forward(x * mask)
        if self.bias is None:
            return y * ratio, known
        bias = self.bias.view(1, -1, 1, 1)
        return ((y - bias) * ratio + bias) * known, known


class Layer(nn.Module):
    def __init__(self, c_in, c_out, kernel, stride, normed, activation):
        super().__init__()
        self.conv = PartialConv(c_in, c_out, kernel, stride, kernel // 2,
                                bias=not normed)
        self.bn = nn.BatchNorm2d(c_out) if normed else nn.Identity()
        self.activation = activation

    def forward(self, x, mask):
        y, mask = self.conv(x, mask)
        return self.activation(self.bn(y)), mask


class Pconv(nn.Module):
    """[N, C + 1, H, W] in [-1, 1], the last channel 1 in holes, else -1."""

    def __init__(self, c_in, c_out, depth, ngf, up_first=True):
        super().__init__()
        widths = [c_in] + [ngf * min(2 ** i, 8) for i in range(depth)]
        kernels = ([7, 5, 5] + [3] * depth)[:depth]
        self.up_first = up_first
        self.encoder = nn.ModuleDict({
            f"enc{i}": Layer(widths[i - 1], widths[i], kernels[i - 1], 2, i > 1,
                             nn.ReLU())
            for i in range(1, depth + 1)})
        self.decoder = nn.ModuleDict({
            f"dec{i}": Layer(
                widths[i] + widths[i - 1], widths[i - 1] if i > 1 else c_out, 3,
                1, i > 1, nn.LeakyReLU(0.2) if i > 1 else nn.Identity())
            for i in range(1, depth + 1)})

    def forward(self, x):
        picture, hole = x[:, :-1], x[:, -1:]
        skips = [(picture, (hole <= 0).float().expand_as(picture))]
        for layer in self.encoder.values():
            skips.append(layer(*skips[-1]))
        y = skips.pop()
        for i in range(len(skips), 0, -1):
            up = [F.interpolate(t, scale_factor=2) for t in y]
            skip = skips.pop()
            halves = (up, skip) if self.up_first else (skip, up)
            y = self.decoder[f"dec{i}"](
                *(torch.cat(pair, 1) for pair in zip(*halves)))
        return y[0]


def holes_of_every_kind(size):
    """[7, 1, size, size], 1 in a hole: none, all, a box wider than any window,
    half of the picture, single pixels, all but one pixel, strokes."""
    holes = torch.zeros(7, 1, size, size)
    holes[1] = 1
    holes[2, :, size // 8:size - 8, 5:size - size // 4] = 1
    holes[3, :, :, size // 2:] = 1
    holes[4] = (torch.rand(1, size, size) < 0.5).float()
    holes[5] = 1
    holes[5, :, size // 3, size // 5] = 0
    for _ in range(6):
        x0, y0, x1, y1 = (torch.rand(4) * size).tolist()
        for t in torch.linspace(0, 1, 2 * size).tolist():
            x, y = int(x0 + (x1 - x0) * t), int(y0 + (y1 - y0) * t)
            holes[6, :, max(y - 2, 0):y + 2, max(x - 2, 0):x + 2] = 1
    return holes


def save_layer(folder, kernel, stride, bias):
    """Two groups with masks of their own, as after a concatenation."""
    layer = PartialConv(8, 6, kernel, stride, kernel // 2, bias=bias)
    masks = [1 - holes_of_every_kind(24), 1 - holes_of_every_kind(24).flip(0)]
    xs = [torch.randn(7, c, 24, 24).requires_grad_() for c in (5, 3)]
    y, known = layer(torch.cat(xs, 1),
                     torch.cat([m.expand_as(x) for m, x in zip(masks, xs)], 1))
    probe = torch.randn_like(y)
    (y * probe).sum().backward()
    tensors = {"weight": layer.weight.detach(), "weight.grad": layer.weight.grad,
               "y": y.detach(), "known": known[:, :1].contiguous(),
               "probe": probe}
    if bias:
        tensors |= {"bias": layer.bias.detach(), "bias.grad": layer.bias.grad}
    for i, (x, mask) in enumerate(zip(xs, masks)):
        tensors |= {f"x{i}": x.detach(), f"x{i}.grad": x.grad, f"mask{i}": mask}
    name = f"pconv_layer_{kernel}_{stride}_{'bias' if bias else 'plain'}"
    save_file(tensors, folder / f"{name}.safetensors")


def gradients(network, x, probe):
    network.zero_grad()
    (network(x) * probe).sum().backward()
    return {k: p.grad.clone() for k, p in network.named_parameters()}


def save_network(folder, name, initialise, depth, ngf, c_in, up_first):
    network = Pconv(c_in, c_in, depth, ngf, up_first)
    initialise(network)
    state = {f"weights.{k}": v.clone() for k, v in network.state_dict().items()}
    size = 2 ** (depth + 1)
    holes = holes_of_every_kind(size)
    picture = torch.rand(7, c_in, size, size) * 2 - 1
    x = torch.cat([picture, holes * 2 - 1], 1)
    probe = torch.randn(7, c_in, size, size) / size
    with torch.no_grad():
        running = network.eval()(x)
        frame = torch.cat([network.train()(sample[None]) for sample in x])
    network.load_state_dict({k[8:]: v for k, v in state.items()})
    grads = {f"running.{k}": v
             for k, v in gradients(network.eval(), x, probe).items()}
    grads |= {f"train.{k}": v
              for k, v in gradients(network.train(), x, probe).items()}
    spec = {"architecture": "pconv", "in_channels": c_in + 1, "out_channels": c_in,
            "mask_input": "channel", "output_activation": "linear",
            "pconv": {"depth": depth, "ngf": ngf,
                      "concat_order": "up-first" if up_first else "skip-first"}}
    save_file({**state, **grads, "input": x, "probe": probe, "running": running,
               "frame": frame},
              folder / f"{name}.safetensors", {"spec": json.dumps(spec)})


def save_pconv(folder, initialise):
    for kernel, stride in ((7, 2), (5, 2), (3, 2), (3, 1)):
        for bias in (True, False):
            save_layer(folder, kernel, stride, bias)
    save_network(folder, "pconv_7", initialise, 7, 4, 3, True)
    save_network(folder, "pconv_4_skip_first", initialise, 4, 6, 3, False)
    save_network(folder, "pconv_3_grey", initialise, 3, 8, 1, True)
