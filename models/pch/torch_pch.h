// SPDX-License-Identifier: MIT
// Precompiled: LibTorch's headers cost more than all our code.
#include <ATen/ATen.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>
