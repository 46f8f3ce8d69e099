# SPDX-License-Identifier: MIT
"""Learning rates of PyTorch's schedulers, epoch by epoch, as shares of the base rate."""
import torch
from torch.optim import lr_scheduler

EPOCHS = 24


def rates(make):
    """The rate in each epoch; the scheduler steps after it."""
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], 1.0)
    scheduler = make(optimiser)
    found = []
    for _ in range(EPOCHS):
        found.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        scheduler.step()
    return torch.tensor(found, dtype=torch.float64)


def plateau(mode, figures):
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], 1.0)
    scheduler = lr_scheduler.ReduceLROnPlateau(optimiser, mode, factor=0.2,
                                               threshold=0.01, patience=5)
    found = []
    for figure in figures.tolist():
        found.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        scheduler.step(figure)
    return torch.tensor(found, dtype=torch.float64)


def save_schedules(folder, save_file):
    constant, decay = 10, 14
    down = torch.cat([torch.linspace(1.0, 0.5, 8), torch.full((20,), 0.499)]).double()
    save_file({
        "linear": rates(lambda o: lr_scheduler.LambdaLR(
            o, lambda e: 1.0 - max(0, e + 1 - constant) / (decay + 1))),
        "step": rates(lambda o: lr_scheduler.StepLR(o, 7, 0.1)),
        "cosine": rates(lambda o: lr_scheduler.SequentialLR(
            o, [lr_scheduler.ConstantLR(o, 1.0),
                lr_scheduler.CosineAnnealingLR(o, decay + 1)], [constant - 1])),
        "falling": down, "plateau_min": plateau("min", down),
        "rising": 1 - down, "plateau_max": plateau("max", 1 - down),
    }, folder / "schedules.safetensors")
