// SPDX-License-Identifier: MIT
// The lowering of each kind of network.
#pragma once

#include "models/inference/program.h"
#include "models/networks/pconv_generator.h"
#include "models/networks/resnet_generator.h"
#include "models/networks/unet_generator.h"
#include "models/weights/model_spec.h"

namespace p2p {

/// As lower() of lowering.h, of a generator that `spec` describes.
Program lower_unet(const UnetGenerator& generator, const ModelSpec& spec,
                   NormStats stats);
Program lower_resnet(const ResnetGenerator& generator, const ModelSpec& spec,
                     NormStats stats);
Program lower_pconv(const PconvGenerator& generator, const ModelSpec& spec,
                    NormStats stats);

}  // namespace p2p
