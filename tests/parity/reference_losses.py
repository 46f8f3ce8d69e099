# SPDX-License-Identifier: MIT
"""Every loss of the trainer in PyTorch's own functions, for the C++ ones to equal."""
import torch
from torch import nn
from torch.nn import functional as F

from reference_networks import PatchGan


def gan_loss(mode, logits, real):
    target = torch.full_like(logits, 1.0 if real else 0.0)
    if mode == "vanilla":
        return F.binary_cross_entropy_with_logits(logits, target)
    if mode == "lsgan":
        return F.mse_loss(logits, target)
    return -logits.mean() if real else logits.mean()


def gradient_penalty(judge, real, fake, share):
    between = (share * real + (1 - share) * fake).requires_grad_(True)
    logits = judge(between)
    gradient, = torch.autograd.grad(logits, between, torch.ones_like(logits),
                                    create_graph=True)
    return ((gradient.flatten(1).norm(2, dim=1) - 1) ** 2).mean()


def dice(p, t, w):
    common = (p * t * w).sum((1, 2, 3))
    sizes = (p * w).sum((1, 2, 3)) + (t * w).sum((1, 2, 3))
    return (1 - (2 * common + 1) / (sizes + 1)).mean()


def pixel_losses():
    """Inputs, and each loss without and with weights; the gradients of the
    weighted ones with respect to the output."""
    p = torch.rand(2, 1, 6, 5).requires_grad_(True)
    t = torch.rand(2, 1, 6, 5)
    w = torch.rand(2, 1, 6, 5)
    one = torch.ones_like(w)
    losses = {
        "l1": (F.l1_loss(p, t), ((p - t).abs() * w).sum() / w.sum()),
        "bce": (F.binary_cross_entropy(p, t),
                F.binary_cross_entropy(p, t, w, reduction="sum") / w.sum()),
        "dice": (dice(p, t, one), dice(p, t, w)),
    }
    tensors = {"p": p.detach(), "t": t, "w": w}
    for name, (plain, weighted) in losses.items():
        gradient, = torch.autograd.grad(weighted, p)
        tensors |= {f"{name}.plain": plain.detach(),
                    f"{name}.weighted": weighted.detach(),
                    f"{name}.gradient": gradient}
    return tensors


def similarity_map(x, y):
    """Wang et al. 2004, equation 13, by one dense window."""
    at = torch.arange(11.0) - 5
    window = torch.exp(-(at[:, None] ** 2 + at ** 2) / (2 * 1.5 ** 2))
    window = (window / window.sum()).expand(x.shape[1], 1, 11, 11)

    def mean(values):
        return F.conv2d(values, window, groups=x.shape[1])
    mx, my = mean(x), mean(y)
    vx, vy = mean(x * x) - mx ** 2, mean(y * y) - my ** 2
    luminance = (2 * mx * my + 0.01 ** 2) / (mx ** 2 + my ** 2 + 0.01 ** 2)
    return luminance * (2 * (mean(x * y) - mx * my) + 0.03 ** 2) / (vx + vy + 0.03 ** 2)


def ssim_losses():
    """As pixel_losses, of pictures large enough for a window."""
    p = torch.rand(2, 2, 16, 13).requires_grad_(True)
    t = (p.detach() + 0.2 * torch.randn(2, 2, 16, 13)).clamp(0, 1)
    w = torch.rand(2, 1, 16, 13)
    similarity = similarity_map(p, t)
    centres = w[..., 5:-5, 5:-5].expand_as(similarity)
    weighted = ((1 - similarity) * centres).sum() / centres.sum()
    gradient, = torch.autograd.grad(weighted, p, retain_graph=True)
    return {"p": p.detach(), "t": t, "w": w, "plain": (1 - similarity.mean()).detach(),
            "weighted": weighted.detach(), "gradient": gradient}


def gan_losses():
    logits = torch.randn(1, 1, 5, 5) * 3
    tensors = {"logits": logits}
    for mode in ("vanilla", "lsgan", "wgangp"):
        for real in (True, False):
            tensors[f"{mode}.{'real' if real else 'fake'}"] = gan_loss(mode, logits, real)
    return tensors


def penalty():
    """A critic, two pictures and the penalty with its gradient by one weight."""
    critic = PatchGan(6, 4, 1, "instance")
    real, fake = torch.randn(2, 6, 16, 16), torch.randn(2, 6, 16, 16)
    share = torch.rand(2, 1, 1, 1)
    value = gradient_penalty(critic, real, fake, share)
    value.backward()
    tensors = {f"critic.{k}": v.clone() for k, v in critic.state_dict().items()}
    return tensors | {"real": real, "fake": fake, "share": share,
                      "penalty": value.detach(),
                      "gradient": critic.model[2].weight.grad}


class Vgg(nn.Module):
    """The layer plan of VGG-19 with few channels, as far as conv4_1."""
    plan = ((4, 2), (6, 2), (8, 4), (5, 1))  # width and layers of each block

    def __init__(self):
        super().__init__()
        self.conv0 = nn.Conv2d(3, 3, 1)
        channels = 3
        for block, (width, layers) in enumerate(self.plan, 1):
            for i in range(1, layers + 1):
                setattr(self, f"conv{block}_{i}", nn.Conv2d(channels, width, 3))
                channels = width

    def forward(self, x):
        """The first activation of every block, and what each pooling gives."""
        first, pooled = [], []
        x = self.conv0(x)
        for block, (_, layers) in enumerate(self.plan, 1):
            for i in range(1, layers + 1):
                layer = getattr(self, f"conv{block}_{i}")
                x = F.relu(layer(F.pad(x, (1, 1, 1, 1), mode="reflect")))
                if i == 1:
                    first.append(x)
            if block < len(self.plan):
                x = F.max_pool2d(x, 2)
                pooled.append(x)
        return first, pooled


def features():
    network = Vgg()
    output = torch.rand(1, 3, 24, 32).requires_grad_(True)
    target = torch.rand(1, 3, 24, 32)
    found, wanted = network(output)[0], network(target)[0]
    loss = sum(F.l1_loss(f, w.detach()) for f, w in zip(found, wanted))
    gradient, = torch.autograd.grad(loss, output)
    tensors = {k: v.clone() for k, v in network.state_dict().items()}
    return tensors | {"output": output.detach(), "target": target,
                      "relu1_1": found[0].detach(), "relu2_1": found[1].detach(),
                      "loss": loss.detach(), "gradient": gradient}


def gram(x):
    return torch.einsum("nchw,ndhw->ncd", x, x) / (x.shape[1] * x.shape[2] * x.shape[3])


def variation(x, holes):
    """Over the holes grown by a pixel, by a sum of shifts instead of a maximum."""
    grown = (F.conv2d(holes, torch.ones(1, 1, 3, 3), padding=1) > 0).float()
    right = (x[..., 1:] - x[..., :-1]).abs() * grown[..., 1:] * grown[..., :-1]
    below = (x[..., 1:, :] - x[..., :-1, :]).abs() * grown[..., 1:, :] * grown[..., :-1, :]
    return (right.sum() + below.sum()) / x.numel()


def inpainting():
    """Liu et al. 2018, equations 1 to 6, with the gradient of each term."""
    network = Vgg()
    output = torch.rand(2, 3, 16, 24).requires_grad_(True)
    target = torch.rand(2, 3, 16, 24)
    holes = (torch.rand(2, 1, 16, 24) > 0.6).float()
    filled = holes * output + (1 - holes) * target
    wanted = network(target)[1]
    pairs = [(f, w.detach()) for x in (output, filled)
             for f, w in zip(network(x)[1], wanted)]
    terms = {
        "valid": F.l1_loss(output * (1 - holes), target * (1 - holes)),
        "hole": F.l1_loss(output * holes, target * holes),
        "variation": variation(filled, holes),
        "perceptual": sum(F.l1_loss(f, w) for f, w in pairs),
        "style": sum(F.l1_loss(gram(f), gram(w)) for f, w in pairs),
    }
    tensors = {k: v.clone() for k, v in network.state_dict().items()}
    tensors |= {"output": output.detach(), "target": target, "holes": holes}
    for name, term in terms.items():
        gradient, = torch.autograd.grad(term, output, retain_graph=True)
        tensors |= {name: term.detach(), f"{name}.gradient": gradient}
    return tensors


def save_losses(folder, save_file):
    for name, make in (("pixel_losses", pixel_losses), ("gan_losses", gan_losses),
                       ("gradient_penalty", penalty), ("vgg_features", features),
                       ("inpainting_losses", inpainting),
                       ("ssim_losses", ssim_losses)):
        tensors = {k: v.contiguous() for k, v in make().items()}
        save_file(tensors, folder / f"{name}.safetensors")
