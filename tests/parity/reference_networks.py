# SPDX-License-Identifier: MIT
"""pix2pix's networks in PyTorch, written from the paper's layer tables, with
the parameter names of the PyTorch original. What the C++ networks must equal."""
import torch
from torch import nn
from torch.nn import functional as F


def norm_layer(kind, channels):
    if kind == "batch":
        return nn.BatchNorm2d(channels)
    if kind == "instance":
        return nn.InstanceNorm2d(channels)
    return nn.Identity()


class UnetLevel(nn.Module):
    """One level of the U; `below` is the level inside it, None at the bottom."""

    def __init__(self, outer, inner, c_in, below, outermost, kind, dropout):
        super().__init__()
        bias = kind != "batch"
        down = nn.Conv2d(c_in, inner, 4, 2, 1, bias=bias)
        doubled = inner if below is None else 2 * inner
        up = nn.ConvTranspose2d(doubled, outer, 4, 2, 1, bias=bias or outermost)
        leaky, relu = nn.LeakyReLU(0.2), nn.ReLU()
        if outermost:
            layers = [down] + ([below] if below else []) + [relu, up, nn.Tanh()]
        elif below is None:
            layers = [leaky, down, relu, up, norm_layer(kind, outer)]
        else:
            layers = [leaky, down, norm_layer(kind, inner), below, relu, up,
                      norm_layer(kind, outer)]
            layers += [nn.Dropout(0.5)] if dropout else []
        self.outermost = outermost
        self.model = nn.Sequential(*layers)

    def forward(self, x):
        y = self.model(x)
        return y if self.outermost else torch.cat([x, y], 1)


class Unet(nn.Module):
    def __init__(self, c_in, c_out, depth, ngf, kind="batch", dropout=False):
        super().__init__()
        level = None
        for i in range(depth, 0, -1):
            width = ngf * min(2 ** (i - 1), 8)
            above = c_out if i == 1 else ngf * min(2 ** (i - 2), 8)
            below_input = c_in if i == 1 else above
            level = UnetLevel(above, width, below_input, level, i == 1, kind,
                              dropout and 5 <= i < depth)
        self.model = level

    def forward(self, x):
        return self.model(x)


class FullSizeUnet(nn.Module):
    """A U-Net between layers at the picture's own size."""

    def __init__(self, c_in, c_out, depth, ngf, features, kind="batch"):
        super().__init__()
        bias = kind != "batch"
        self.model = Unet(features, features, depth, ngf, kind).model
        self.model.model[-1] = nn.Identity()  # no tanh in the middle
        self.full = nn.ModuleDict({
            "first": nn.Conv2d(c_in, features, 3, 1, 1, bias=bias),
            "first_norm": norm_layer(kind, features),
            "levels_norm": norm_layer(kind, features),
            "joined": nn.Conv2d(2 * features, features, 3, 1, 1, bias=bias),
            "joined_norm": norm_layer(kind, features),
            "last": nn.Conv2d(features, c_out, 3, 1, 1)})

    def forward(self, x):
        full = self.full
        skip = full["first_norm"](full["first"](x)).relu()
        up = full["levels_norm"](self.model(skip)).relu()
        both = full["joined"](torch.cat([skip, up], 1))
        return full["last"](full["joined_norm"](both).relu()).tanh()


class ResnetBlock(nn.Module):
    def __init__(self, c, kind):
        super().__init__()
        bias = kind != "batch"
        self.conv_block = nn.Sequential(
            nn.ReflectionPad2d(1), nn.Conv2d(c, c, 3, bias=bias),
            norm_layer(kind, c), nn.ReLU(),
            nn.ReflectionPad2d(1), nn.Conv2d(c, c, 3, bias=bias),
            norm_layer(kind, c))

    def forward(self, x):
        return x + self.conv_block(x)


class Resnet(nn.Module):
    def __init__(self, c_in, c_out, blocks, ngf, kind="batch"):
        super().__init__()
        bias = kind != "batch"
        layers = [nn.ReflectionPad2d(3), nn.Conv2d(c_in, ngf, 7, bias=bias),
                  norm_layer(kind, ngf), nn.ReLU()]
        for c in (ngf, 2 * ngf):
            layers += [nn.Conv2d(c, 2 * c, 3, 2, 1, bias=bias),
                       norm_layer(kind, 2 * c), nn.ReLU()]
        layers += [ResnetBlock(4 * ngf, kind) for _ in range(blocks)]
        for c in (4 * ngf, 2 * ngf):
            layers += [nn.ConvTranspose2d(c, c // 2, 3, 2, 1, 1, bias=bias),
                       norm_layer(kind, c // 2), nn.ReLU()]
        layers += [nn.ReflectionPad2d(3), nn.Conv2d(ngf, c_out, 7), nn.Tanh()]
        self.model = nn.Sequential(*layers)

    def forward(self, x):
        return self.model(x)


class PatchGan(nn.Module):
    def __init__(self, c_in, ndf, n_layers=3, kind="batch"):
        super().__init__()
        bias = kind != "batch"
        layers = [nn.Conv2d(c_in, ndf, 4, 2, 1), nn.LeakyReLU(0.2)]
        c = ndf
        for n in range(1, n_layers + 1):
            out = ndf * min(2 ** n, 8)
            stride = 2 if n < n_layers else 1
            layers += [nn.Conv2d(c, out, 4, stride, 1, bias=bias),
                       norm_layer(kind, out), nn.LeakyReLU(0.2)]
            c = out
        layers += [nn.Conv2d(c, 1, 4, 1, 1)]
        self.model = nn.Sequential(*layers)

    def forward(self, x):
        return self.model(x)


def training_step(generator, judge, adam_g, adam_d, a, b, gan_loss, lambda_l1=100.0):
    """One step of the PyTorch original; returns the four losses it logs."""
    fake = generator(a)
    for p in judge.parameters():
        p.requires_grad_(True)
    adam_d.zero_grad()
    d_fake = gan_loss(judge(torch.cat([a, fake.detach()], 1)), False)
    d_real = gan_loss(judge(torch.cat([a, b], 1)), True)
    (0.5 * (d_fake + d_real)).backward()
    adam_d.step()
    for p in judge.parameters():
        p.requires_grad_(False)
    adam_g.zero_grad()
    g_gan = gan_loss(judge(torch.cat([a, fake], 1)), True)
    g_l1 = F.l1_loss(fake, b)
    (g_gan + lambda_l1 * g_l1).backward()
    adam_g.step()
    return [x.item() for x in (g_gan, g_l1, d_real, d_fake)]
