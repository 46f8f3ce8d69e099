#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the files of one case: a network with random weights as our model file,
for PyTorch and as ONNX, a frame, and what PyTorch in fp32 makes of it.

Usage: prepare.py CASE FOLDER [--onnx]
"""
import argparse
import json
import pathlib
import sys

import numpy as np
import torch
from safetensors.torch import save_file

import pixels
from case import Case, Files

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / 'parity'))
from reference_networks import Unet  # noqa: E402


def initialise(network):
    """As pix2pix begins to train, but with the contrast of a trained network at
    the end: what hardly differs from grey would flatter bf16."""
    for parameter in network.parameters():
        mean = 1.0 if parameter.dim() == 1 else 0.0
        torch.nn.init.normal_(parameter, mean, 0.02)
    last = [m for m in network.modules() if isinstance(m, torch.nn.ConvTranspose2d)][-1]
    torch.nn.init.normal_(last.weight, 0.0, 0.1)


def picture(width, height, phase):
    """Waves of several colours and noise."""
    y, x = np.mgrid[0:height, 0:width]
    waves = [np.sin(x / (17.0 + 9.0 * c) + y / (29.0 - 7.0 * c) + phase) for c in range(3)]
    noise = np.random.default_rng(phase).normal(0.0, 12.0, (height, width, 3))
    return np.clip(128.0 + 90.0 * np.stack(waves, 2) + noise, 0.0, 255.0).astype(np.uint8)


def settle_statistics(network, side):
    """Running statistics near those of the pictures, as a trained model has."""
    batch = np.concatenate([pixels.to_planes(picture(side, side, i)) for i in range(4)])
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = None  # the mean of all batches
    network.train()(torch.from_numpy(batch))
    network.eval()


def save_model(network, case, path):
    spec = {'architecture': 'unet', 'norm': {'kind': 'batch'}, 'norm_stats': 'running',
            'unet': {'depth': case.depth, 'ngf': case.ngf, 'dropout_levels': []},
            'task': 'benchmark, random weights'}
    state = {key: value.clone() for key, value in network.state_dict().items()}
    save_file(state, path, {'format': 'pt', 'pix2pix.spec': json.dumps(spec)})


def save_frames(case, files):
    """Returns the padded frame."""
    frame = picture(case.width, case.height, 7)
    width, height = case.padded()
    below, right = height - case.height, width - case.width
    padded = np.pad(frame, ((0, below), (0, right), (0, 0)), 'reflect')
    frame.tofile(files.frame)
    padded.tofile(files.padded_frame)
    return padded


def save_references(network, padded, files):
    x = torch.from_numpy(pixels.to_planes(padded))
    for norm_stats in ('running', 'frame'):
        # Training mode changes the running statistics: last, and not saved.
        network.train(norm_stats == 'frame')
        pixels.to_pixels(network(x).numpy()).tofile(files.reference(norm_stats))
    network.eval()


def save_onnx(network, case, path):
    width, height = case.padded()
    x = torch.zeros(1, 3, height, width)
    torch.onnx.export(network, (x,), path, input_names=['input'], output_names=['output'],
                      dynamo=True, external_data=False, verbose=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('case', type=Case.parse)
    parser.add_argument('folder', type=pathlib.Path)
    parser.add_argument('--onnx', action='store_true', help='for ONNX Runtime and OpenVINO')
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    case, files = arguments.case, Files(arguments.folder)

    torch.manual_seed(1)
    torch.set_grad_enabled(False)
    network = Unet(3, 3, case.depth, case.ngf)
    initialise(network)
    settle_statistics(network, 2 ** case.depth)
    save_model(network, case, files.model)
    torch.save(network.state_dict(), files.state)
    if arguments.onnx:
        save_onnx(network, case, files.onnx)
    save_references(network, save_frames(case, files), files)


if __name__ == '__main__':
    main()
