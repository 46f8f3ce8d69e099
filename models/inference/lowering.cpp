// SPDX-License-Identifier: MIT
// Which network it is.
#include "models/inference/lowering.h"

#include <stdexcept>

#include "models/inference/lowering/lower_networks.h"

namespace p2p {

Program lower(const Generator& generator, const ModelSpec& spec,
              NormStats stats) {
  if (const auto* unet = dynamic_cast<const UnetGenerator*>(&generator))
    return lower_unet(*unet, spec, stats);
  if (const auto* resnet = dynamic_cast<const ResnetGenerator*>(&generator))
    return lower_resnet(*resnet, spec, stats);
  if (const auto* pconv = dynamic_cast<const PconvGenerator*>(&generator))
    return lower_pconv(*pconv, spec, stats);
  throw std::invalid_argument("no lowering for this kind of generator");
}

}  // namespace p2p
