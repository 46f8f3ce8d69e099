# SPDX-License-Identifier: MIT
"""Writes files as torch.save does, and what they hold as .safetensors.

Usage: make_torch_files.py FOLDER
"""
import collections
import pathlib
import sys

import torch
from safetensors.torch import save_file
from torch import nn

from make_fixtures import initialise_all, randomise_statistics
from reference_networks import Resnet, Unet

# Layers of each block in torchvision's vgg16 and vgg19; the widths are ours.
PLANS = {"vgg16": (2, 2, 3, 3, 3), "vgg19": (2, 2, 4, 4, 4)}
WIDTHS = (4, 6, 5, 7, 3)
MEAN = (0.485, 0.456, 0.406)
DEVIATION = (0.229, 0.224, 0.225)


def save_both(value, folder, name):
    torch.save(value, folder / f"{name}.pth")
    torch.save(value, folder / f"{name}_legacy.pth",
               _use_new_zipfile_serialization=False)


def save_types(folder):
    """All that a tensor of a state dict may be, in an order of its own."""
    base = torch.arange(24, dtype=torch.float32).view(2, 3, 4)
    tensors = collections.OrderedDict(
        whole=base, transposed=base.transpose(0, 2), part=base[1, 1:, ::2],
        scalar=torch.tensor(2.5), empty=torch.zeros(0, 3),
        half=torch.randn(5).half(), brain=torch.randn(5).bfloat16(),
        double=torch.randn(2, 2).double(), long=torch.tensor([-3, 1 << 40]),
        int=torch.tensor([7, -8], dtype=torch.int32),
        byte=torch.tensor([0, 255], dtype=torch.uint8))
    save_both(tensors, folder, "types")
    save_file({k: v.contiguous().clone() for k, v in tensors.items()},
              folder / "types.safetensors")


class Vgg(nn.Module):
    """torchvision's layout: its numbers, zero padding, a classifier."""

    def __init__(self, plan):
        super().__init__()
        layers, channels = [], 3
        for count, width in zip(plan, WIDTHS):
            for _ in range(count):
                layers += [nn.Conv2d(channels, width, 3, padding=1),
                           nn.ReLU(inplace=False)]
                channels = width
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(nn.Linear(channels, 4))

    def forward(self, rgb):
        """The first activation of every block, and what each pooling gives."""
        mean, deviation = (torch.tensor(v).view(3, 1, 1) for v in (MEAN, DEVIATION))
        x, first, pooled = (rgb - mean) / deviation, [], []
        for layer in self.features:
            x = layer(x)
            if isinstance(layer, nn.ReLU) and len(first) == len(pooled):
                first.append(x)
            elif isinstance(layer, nn.MaxPool2d):
                pooled.append(x)
        return first, pooled


def save_vgg(folder, name):
    network = Vgg(PLANS[name])
    for parameter in network.parameters():
        if parameter.dim() == 1:
            nn.init.normal_(parameter, 0.0, 0.1)
        else:
            nn.init.kaiming_normal_(parameter)
    save_both(network.state_dict(), folder, name)
    rgb = torch.rand(2, 3, 32, 64)
    with torch.no_grad():
        first, pooled = network(rgb)
    tensors = {"rgb": rgb}
    tensors |= {f"relu{i}_1": x for i, x in enumerate(first, 1)}
    tensors |= {f"pool{i}": x for i, x in enumerate(pooled, 1)}
    save_file(tensors, folder / f"{name}.safetensors")


def save_generator(folder, name, network, channels):
    """As the PyTorch original saves one, with what it makes of a picture."""
    initialise_all(network)
    randomise_statistics(network)
    torch.save(network.state_dict(), folder / f"{name}.pth")
    x = torch.rand(1, channels, 64, 32) * 2 - 1
    with torch.no_grad():
        y = network.eval()(x)
    save_file({"x": x, "y": y}, folder / f"{name}.safetensors")


def save_generators(folder):
    save_generator(folder, "unet_batch", Unet(3, 1, 5, 4, "batch", True), 3)
    save_generator(folder, "unet_instance", Unet(1, 3, 4, 4, "instance"), 1)
    save_generator(folder, "resnet_batch", Resnet(3, 3, 2, 4, "batch"), 3)
    save_generator(folder, "resnet_instance", Resnet(3, 1, 3, 4, "instance"), 3)


def main():
    folder = pathlib.Path(sys.argv[1])
    torch.manual_seed(2)
    torch.set_num_threads(1)
    save_types(folder)
    for name in PLANS:
        save_vgg(folder, name)
    save_generators(folder)
    torch.save({"epoch": 3, "model": {}}, folder / "checkpoint.pth")
    torch.save({"x": torch.tensor([True])}, folder / "bool.pth")
    torch.save({"x": torch.zeros(1).expand(1000)}, folder / "expanded.pth")
    torch.save(torch.zeros(1), folder / "tensor.pth")
    torch.save(nn.Linear(1, 1), folder / "module.pth")


if __name__ == "__main__":
    main()
