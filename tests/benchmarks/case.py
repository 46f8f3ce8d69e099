# SPDX-License-Identifier: MIT
"""What is measured: one U-Net and one size of frame, and its files in a folder."""
import dataclasses
import pathlib
import re


@dataclasses.dataclass(frozen=True)
class Case:
    """The standard pix2pix U-Net of `depth` levels on frames of width x height."""
    ngf: int
    depth: int
    width: int
    height: int

    @classmethod
    def parse(cls, text):
        """From ngf32-512x512 or, with another depth than 8, ngf4-depth3-32x32."""
        found = re.fullmatch(r'ngf(\d+)(?:-depth(\d+))?-(\d+)x(\d+)', text)
        if not found:
            raise ValueError(f"'{text}' is no case; wanted is ngf32-512x512 or ngf4-depth3-32x32")
        ngf, depth, width, height = found.groups(default='8')
        return cls(int(ngf), int(depth), int(width), int(height))

    @property
    def name(self):
        depth = '' if self.depth == 8 else f'-depth{self.depth}'
        return f'ngf{self.ngf}{depth}-{self.width}x{self.height}'

    def padded(self):
        """Width and height that the network takes."""
        multiple = 2 ** self.depth
        return tuple(-(-side // multiple) * multiple for side in (self.width, self.height))


class Files:
    """Where prepare.py leaves what the programs read."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.model = self.folder / 'model.safetensors'
        self.state = self.folder / 'state.pt'
        self.onnx = self.folder / 'model.onnx'
        # Dense RGB bytes, the second padded by reflection.
        self.frame = self.folder / 'frame.rgb'
        self.padded_frame = self.folder / 'padded-frame.rgb'

    def reference(self, norm_stats):
        """The padded frame as PyTorch in fp32 translates it, for parity."""
        return self.folder / f'reference-{norm_stats}.rgb'
