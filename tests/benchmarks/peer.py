#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Another way to run the network, driven like ours: see command_loop.h.

Usage: peer.py PEER CASE FOLDER THREADS
"""
import importlib.metadata
import itertools
import json
import pathlib
import resource
import sys
import time

import numpy as np

import pixels
from case import Case, Files


class Torch:
    """PyTorch; the subclasses compile the network first."""

    def __init__(self, case, files, threads, precision):
        import torch
        sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / 'parity'))
        from reference_networks import Unet
        torch.set_num_threads(threads)
        torch.set_grad_enabled(False)
        self.torch = torch
        self.type = {'fp32': torch.float32, 'bf16': torch.bfloat16}[precision]
        network = Unet(3, 3, case.depth, case.ngf).eval()
        network.load_state_dict(torch.load(files.state))
        network = self.prepare(network).to(self.type, memory_format=torch.channels_last)
        width, height = case.padded()
        self.network = self.compile(network, self.input(np.zeros((1, 3, height, width), 'f4')))
        self.summary = f'torch {torch.__version__}'

    def prepare(self, network):
        """Still in fp32."""
        return network

    def compile(self, network, example):
        return network

    def input(self, planes):
        x = self.torch.from_numpy(planes)
        return x.to(self.type).contiguous(memory_format=self.torch.channels_last)

    def run(self, x):
        return self.network(x)

    def output(self, y):
        return y.float().contiguous().numpy()


class TorchScript(Torch):
    def compile(self, network, example):
        return self.torch.jit.freeze(self.torch.jit.trace(network, example))


class TorchCompile(Torch):
    """With freezing, which in 2.11 folds a batch norm into a transposed convolution
    along the wrong axis when both axes are as long (at the bottleneck; 92 dB
    become 50 in fp32). So the norms are folded before: as fast, and right."""
    mode = 'default'

    def prepare(self, network):
        from torch import nn
        from torch.nn.utils.fusion import fuse_conv_bn_eval
        for layers in [m for m in network.modules() if isinstance(m, nn.Sequential)]:
            for i, (layer, norm) in enumerate(itertools.pairwise(list(layers))):
                if isinstance(norm, nn.BatchNorm2d):
                    transposed = isinstance(layer, nn.ConvTranspose2d)
                    layers[i] = fuse_conv_bn_eval(layer, norm, transposed)
                    layers[i + 1] = nn.Identity()
        return network

    def compile(self, network, example):
        import torch._inductor.config
        torch._inductor.config.freezing = True
        return torch.compile(network, mode=self.mode)


class TorchAutotune(TorchCompile):
    mode = 'max-autotune-no-cudagraphs'


class OnnxRuntime:
    def __init__(self, case, files, threads, precision):
        import onnxruntime
        if precision != 'fp32':
            raise ValueError(f'ONNX Runtime has no {precision} convolution on the CPU')
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(files.onnx), options,
                                                    providers=['CPUExecutionProvider'])
        self.summary = f'onnxruntime {onnxruntime.__version__}'

    def input(self, planes):
        return planes

    def run(self, x):
        return self.session.run(None, {'input': x})[0]

    def output(self, y):
        return y


class OpenVino:
    def __init__(self, case, files, threads, precision):
        import openvino
        core = openvino.Core()
        options = {'INFERENCE_NUM_THREADS': threads, 'NUM_STREAMS': 1,
                   'PERFORMANCE_HINT': 'LATENCY',
                   'INFERENCE_PRECISION_HINT': {'fp32': 'f32', 'bf16': 'bf16'}[precision]}
        self.tensor = openvino.Tensor
        compiled = core.compile_model(str(files.onnx), 'CPU', options)
        self.request = compiled.create_infer_request()
        self.summary = f"openvino {importlib.metadata.version('openvino')}"

    def input(self, planes):
        return self.tensor(planes)

    def run(self, x):
        self.request.set_input_tensor(x)
        self.request.infer()
        return self.request.get_output_tensor()

    def output(self, y):
        return np.array(y.data)


PEERS = {
    'eager': Torch,
    'torchscript': TorchScript,
    'compile': TorchCompile,
    'autotune': TorchAutotune,
    'onnxruntime': OnnxRuntime,
    'openvino': OpenVino,
}


def load(peer, case, files, threads):
    """`peer` is a key of PEERS and a precision: compile-bf16."""
    kind, _, precision = peer.partition('-')
    return PEERS[kind](case, files, threads, precision)


def milliseconds_since(start):
    return (time.perf_counter() - start) * 1e3


def timed_run(runner, x):
    start = time.perf_counter()
    runner.run(x)
    return milliseconds_since(start)


def peak_mib():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def convert(runner, source, target, size):
    planes = pixels.to_planes(pixels.read(source, *size))
    result = runner.output(runner.run(runner.input(planes)))
    pixels.to_pixels(result).tofile(target)


def answer(runner, x, size, line):
    command, *words = line.split()
    if command == 'run':
        times = [timed_run(runner, x) for _ in range(int(words[0]))]
        return {'ms': times, 'peak_mib': peak_mib()}
    if command == 'convert':
        convert(runner, *words, size)
        return {'converted': words[1]}
    raise ValueError(f"'{line}' is no command; known: run N, convert IN OUT")


def main():
    start = time.perf_counter()
    peer, case, folder, threads = sys.argv[1:]
    case, files = Case.parse(case), Files(folder)
    size = case.padded()
    runner = load(peer, case, files, int(threads))
    load_ms = milliseconds_since(start)
    x = runner.input(pixels.to_planes(pixels.read(files.padded_frame, *size)))
    runner.run(x)
    print(json.dumps({'summary': runner.summary, 'load_ms': load_ms,
                      'first_frame_ms': milliseconds_since(start),
                      'peak_mib': peak_mib()}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(runner, x, size, line.strip())), flush=True)


if __name__ == '__main__':
    main()
