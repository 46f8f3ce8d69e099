# SPDX-License-Identifier: MIT
"""Writes what scikit-image, scikit-learn and PyTorch say of some pictures, for
the C++ tests to compare with.

Usage: make_metric_fixtures.py FOLDER
"""
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.numpy import save_file
from scipy.ndimage import gaussian_filter
from scipy.signal import convolve2d
from skimage import metrics as skm
from sklearn import metrics as skl

K1, K2, SIGMA, RADIUS = 0.01, 0.03, 1.5, 5
EXPONENTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)


def picture_pair(random, height, width, channels):
    """A smooth picture and a blurred, noisy copy."""
    a = gaussian_filter(random.normal(size=(height, width, channels)), (3, 3, 0))
    a = 128 + 60 * a / a.std()
    b = gaussian_filter(a, (1, 1, 0)) + random.normal(0, 8, a.shape)
    return tuple(np.clip(np.rint(x), 0, 255).astype(np.uint8) for x in (a, b))


def disc(height, width):
    y, x = np.mgrid[:height, :width]
    inside = np.hypot(y - height / 2, x - width / 2) < 0.45 * min(height, width)
    return (inside * 255).astype(np.uint8)[..., None]


def ssim_map(a, b):
    _, full = skm.structural_similarity(
        a, b, gaussian_weights=True, sigma=SIGMA, use_sample_covariance=False,
        data_range=255, channel_axis=2, full=True)
    return full[RADIUS:-RADIUS, RADIUS:-RADIUS]


def ms_ssim(a, b):
    """Wang et al. 2003, written down a second time, without any library's."""
    x = np.arange(-RADIUS, RADIUS + 1)
    window = np.exp(-x ** 2 / (2 * SIGMA ** 2))
    window = np.outer(window, window) / window.sum() ** 2
    c1, c2 = (K1 * 255) ** 2, (K2 * 255) ** 2
    values = []
    for channel in range(a.shape[2]):
        p, q = (z[..., channel].astype(float) for z in (a, b))
        scales = sum(min(p.shape) // 2 ** s >= 11 for s in range(5))
        exponents = np.array(EXPONENTS[:scales]) / sum(EXPONENTS[:scales])
        value = 1.0
        for s in range(scales):
            blur = lambda z: convolve2d(z, window, mode="valid")
            mp, mq = blur(p), blur(q)
            vp, vq = blur(p * p) - mp ** 2, blur(q * q) - mq ** 2
            cs = (2 * (blur(p * q) - mp * mq) + c2) / (vp + vq + c2)
            l = (2 * mp * mq + c1) / (mp ** 2 + mq ** 2 + c1)
            mean = (cs * l if s + 1 == scales else cs).mean()
            value *= max(mean, 0) ** exponents[s]
            p, q = (z[:z.shape[0] // 2 * 2, :z.shape[1] // 2 * 2] for z in (p, q))
            p, q = ((z[::2, ::2] + z[1::2, ::2] + z[::2, 1::2] + z[1::2, 1::2]) / 4
                    for z in (p, q))
        values.append(value)
    return np.mean(values)


def sharpness(output, target):
    def energy(z):
        return sum((np.diff(z.astype(float), axis=axis) ** 2).sum() for axis in (0, 1))
    return energy(output) / energy(target)


def picture_figures(a, b, region):
    x, y = a / 255.0, b / 255.0
    inside = region[..., 0] > 0
    centres = inside[RADIUS:-RADIUS, RADIUS:-RADIUS]
    return {
        "l1": np.abs(x - y).mean(),
        "mse": skm.mean_squared_error(x, y),
        "psnr": skm.peak_signal_noise_ratio(a, b, data_range=255),
        "ssim": ssim_map(a, b).mean(),
        "ms_ssim": ms_ssim(a, b),
        "sharpness": sharpness(b, a),
        "region.l1": np.abs(x - y)[inside].mean(),
        "region.psnr": skm.peak_signal_noise_ratio(a[inside], b[inside], data_range=255),
        "region.ssim": ssim_map(a, b)[centres].mean(),
        **signed_figures(a / 127.5 - 1, b / 127.5 - 1),
    }


def signed_figures(x, y):
    _, full = skm.structural_similarity(
        x, y, gaussian_weights=True, sigma=SIGMA, use_sample_covariance=False,
        data_range=2, channel_axis=2, full=True)
    return {
        "signed.mse": skm.mean_squared_error(x, y),
        "signed.psnr": skm.peak_signal_noise_ratio(x, y, data_range=2),
        "signed.ssim": full[RADIUS:-RADIUS, RADIUS:-RADIUS].mean(),
    }


def mask_figures(output, target, region, level):
    """What scikit-learn says; it has no answer to give for some."""
    inside = region > 0
    score, truth = output[inside], target[inside] >= 128
    found = score >= level
    nan = float("nan")
    if truth.size == 0:  # scikit-learn takes no empty lists
        return {"dice": 1.0, "iou": 1.0, "sensitivity": nan, "specificity": nan,
                "accuracy": nan, "auc": nan, "ap": nan}
    some_white, some_black = truth.any(), not truth.all()
    return {
        "dice": skl.f1_score(truth, found, zero_division=1.0),
        "iou": (skl.jaccard_score(truth, found, zero_division=1.0)
                if some_white or found.any() else 1.0),
        "sensitivity": skl.recall_score(truth, found, zero_division=nan),
        "specificity": skl.recall_score(truth, found, pos_label=False,
                                        zero_division=nan),
        "accuracy": skl.accuracy_score(truth, found),
        "auc": skl.roc_auc_score(truth, score) if some_white and some_black else nan,
        "ap": skl.average_precision_score(truth, score) if some_white else nan,
    }


def mask_cases(random, threshold):
    """Probabilities, truths and perhaps regions, by name."""
    shape = (64, 80, 1)
    field = gaussian_filter(random.normal(size=shape), (2, 2, 0))
    truth = ((field > field.std()) * 255).astype(np.uint8)
    scores = 1 / (1 + np.exp(-(field / field.std() - 1 + random.normal(0, 1, shape))))
    scores = scores.astype(np.float32)
    # None so near the threshold that a level decides.
    near = np.abs(scores - threshold) < 1e-4
    scores[near] = threshold + 1e-3
    region = disc(*shape[:2])
    ones, zeros = np.ones(shape, np.float32), np.zeros(shape, np.float32)
    white, black = np.full(shape, 255, np.uint8), np.zeros(shape, np.uint8)
    return {
        "random": (scores, truth, None),
        "random_in_region": (scores, truth, region),
        "all_empty": (zeros, black, region),
        "all_full": (ones, white, region),
        "empty_truth": (scores, black, region),
        "full_truth": (scores, white, None),
        "empty_region": (scores, truth, black),
        "one_level": (ones * np.float32(0.5), truth, region),
    }


def random_features(random):
    """Weights in the form of VGG-19's, a few channels wide."""
    weights, channels = {}, 3
    for name, out, kernel in (("conv0", 3, 1), ("conv1_1", 4, 3), ("conv1_2", 5, 3),
                              ("conv2_1", 6, 3), ("conv2_2", 7, 3), ("conv3_1", 8, 3)):
        shape = (out, channels, kernel, kernel)
        weights[f"{name}.weight"] = random.normal(0, 0.5, shape).astype(np.float32)
        weights[f"{name}.bias"] = random.normal(0, 0.1, out).astype(np.float32)
        channels = out
    return weights


def perceptual(weights, a, b):
    def features(z):
        x = torch.from_numpy(z).permute(2, 0, 1)[None].double() / 255
        found = []
        for name in ("conv0", "conv1_1", "conv1_2", "conv2_1", "conv2_2", "conv3_1"):
            w, bias = (torch.from_numpy(weights[f"{name}.{part}"]).double()
                       for part in ("weight", "bias"))
            if name in ("conv2_1", "conv3_1"):
                x = F.max_pool2d(x, 2)
            if name == "conv0":
                x = F.conv2d(x, w, bias)
                continue
            x = F.relu(F.conv2d(F.pad(x, (1, 1, 1, 1), "reflect"), w, bias))
            if name.endswith("_1"):
                found.append(F.normalize(x, dim=1))
        return found
    return sum(((p - q) ** 2).sum(1).mean().item()
               for p, q in zip(features(a), features(b)))


def main():
    folder = pathlib.Path(sys.argv[1])
    random = np.random.default_rng(1)
    weights = random_features(random)
    save_file(weights, folder / "features.safetensors")
    for name, shape in (("large", (190, 181, 3)), ("small", (70, 52, 1))):
        a, b = picture_pair(random, *shape)
        region = disc(*shape[:2])
        figures = picture_figures(a, b, region)
        figures["perceptual"] = perceptual(weights, np.repeat(a, 3 // shape[2], 2),
                                           np.repeat(b, 3 // shape[2], 2))
        figures |= {f"mask.{k}": v for k, v in mask_figures(
            b[..., :1], a[..., :1], region, 150).items()}
        save_file({"a": a, "b": b, "region": region} |
                  {k: np.array([v], dtype=np.float64) for k, v in figures.items()},
                  folder / f"{name}.safetensors")


    threshold = 0.37
    for name, (scores, truth, region) in mask_cases(random, threshold).items():
        figures = mask_figures(scores, truth,
                               np.ones_like(truth) if region is None else region,
                               threshold)
        save_file({"scores": scores, "truth": truth}
                  | ({} if region is None else {"region": region})
                  | {f"mask.{k}": np.array([v], dtype=np.float64)
                     for k, v in figures.items()},
                  folder / f"{name}.safetensors")


if __name__ == "__main__":
    main()
