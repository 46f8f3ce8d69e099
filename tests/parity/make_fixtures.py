# SPDX-License-Identifier: MIT
"""Writes what PyTorch computes, for the C++ tests to compare with.

Usage: make_fixtures.py FOLDER
"""
import functools
import json
import pathlib
import sys

import torch
from safetensors.torch import save_file

from reference_losses import gan_loss, save_losses
from reference_networks import (FullSizeUnet, PatchGan, Resnet, Unet,
                                training_step)
from reference_pconv import save_pconv
from reference_schedules import save_schedules


def randomise_statistics(network):
    """Running statistics that differ from those of any input."""
    for name, buffer in network.named_buffers():
        if name.endswith("running_mean"):
            buffer.normal_(0.0, 0.2)
        elif name.endswith("running_var"):
            buffer.uniform_(0.5, 2.0)


def initialise(network):
    for parameter in network.parameters():
        if parameter.dim() == 4:
            torch.nn.init.normal_(parameter, 0.0, 0.05)
        else:
            torch.nn.init.normal_(parameter, 0.5, 0.1)


def initialise_all(network):
    initialise(network)
    randomise_statistics(network)


def save_case(folder, name, network, spec, size, channels):
    initialise_all(network)
    weights = {f"weights.{k}": v.clone() for k, v in network.state_dict().items()}
    x = torch.rand(1, channels, size, size) * 2 - 1
    with torch.no_grad():
        running = network.eval()(x)
        frame = network.train()(x)
    save_file({**weights, "input": x, "running": running, "frame": frame},
              folder / f"{name}.safetensors", {"spec": json.dumps(spec)})


def unet_spec(depth, ngf, kind, c_in, c_out):
    return {"architecture": "unet", "in_channels": c_in, "out_channels": c_out,
            "norm": {"kind": kind, "affine": kind == "batch"},
            "unet": {"depth": depth, "ngf": ngf, "conv_bias": kind != "batch",
                     "dropout_levels": []}}


def resnet_spec(blocks, ngf, kind):
    return {"architecture": "resnet",
            "norm": {"kind": kind, "affine": kind == "batch"},
            "resnet": {"blocks": blocks, "ngf": ngf, "conv_bias": kind != "batch"}}


def save_generators(folder):
    for depth, ngf, kind, c_in, c_out, size in (
            (8, 4, "batch", 3, 3, 256), (5, 8, "batch", 3, 1, 64),
            (4, 8, "instance", 1, 3, 64), (3, 8, "none", 3, 3, 32)):
        save_case(folder, f"unet_{depth}_{kind}",
                  Unet(c_in, c_out, depth, ngf, kind),
                  unet_spec(depth, ngf, kind, c_in, c_out), size, c_in)
    for kind in ("batch", "instance"):
        spec = unet_spec(3, 8, kind, 3, 1)
        spec["unet"]["full_size_features"] = 6
        save_case(folder, f"unet_full_size_{kind}",
                  FullSizeUnet(3, 1, 3, 8, 6, kind), spec, 32, 3)
    for kind in ("batch", "instance"):
        save_case(folder, f"resnet_{kind}", Resnet(3, 3, 2, 4, kind),
                  resnet_spec(2, 4, kind), 32, 3)


def save_discriminators(folder):
    for n_layers in (1, 3):
        network = PatchGan(6, 8, n_layers)
        save_case(folder, f"patch_gan_{n_layers}", network,
                  {"n_layers": n_layers}, 64, 6)


def save_training(folder, mode, steps=5):
    """Weights and data of a start, and the losses of the first steps."""
    generator, judge = Unet(3, 3, 5, 8), PatchGan(6, 8, 2)
    for network in (generator, judge):
        for parameter in network.parameters():
            mean = 1.0 if parameter.dim() == 1 else 0.0
            torch.nn.init.normal_(parameter, mean, 0.02)
    tensors = {f"generator.{k}": v.clone() for k, v in generator.state_dict().items()}
    tensors |= {f"discriminator.{k}": v.clone() for k, v in judge.state_dict().items()}
    adam_g = torch.optim.Adam(generator.parameters(), 2e-4, (0.5, 0.999))
    adam_d = torch.optim.Adam(judge.parameters(), 2e-4, (0.5, 0.999))
    losses = []
    for i in range(steps):
        a, b = (torch.rand(1, 3, 64, 64) * 2 - 1 for _ in range(2))
        tensors |= {f"a.{i}": a, f"b.{i}": b}
        losses.append(training_step(generator, judge, adam_g, adam_d, a, b,
                                    functools.partial(gan_loss, mode)))
    tensors["losses"] = torch.tensor(losses)
    save_file(tensors, folder / f"training_{mode}.safetensors", {"steps": str(steps)})


def main():
    folder = pathlib.Path(sys.argv[1])
    torch.manual_seed(1)
    torch.set_num_threads(1)
    save_generators(folder)
    save_discriminators(folder)
    for mode in ("vanilla", "lsgan"):
        save_training(folder, mode)
    save_losses(folder, save_file)
    save_schedules(folder, save_file)
    save_pconv(folder, initialise_all)


if __name__ == "__main__":
    main()
