// SPDX-License-Identifier: MIT
// Blanked holes, and the mask behind the picture.
#include "models/networks/masked_input.h"

#include <sstream>
#include <stdexcept>

#include <ATen/ops/cat.h>
#include <ATen/ops/where.h>

namespace p2p {
namespace {

constexpr double kHole = 0.5;

void check_shapes(const ModelSpec& spec, const torch::Tensor& picture,
                  const torch::Tensor& holes) {
  std::vector<int64_t> wanted = picture.sizes().vec();
  const bool fits =
      wanted.size() == 4 && wanted[1] == int64_t{picture_channels(spec)};
  if (fits) wanted[1] = 1;
  if (fits && holes.sizes() == wanted) return;
  std::ostringstream text;
  text << "a picture " << picture.sizes() << " with holes " << holes.sizes()
       << " does not fit: wanted are [N, " << picture_channels(spec)
       << ", H, W] and [N, 1, H, W]";
  throw std::invalid_argument(text.str());
}

}  // namespace

torch::Tensor masked_input(const ModelSpec& spec, const torch::Tensor& picture,
                           const torch::Tensor& holes) {
  if (spec.mask_input == MaskInput::kNone)
    throw std::invalid_argument(
        "the model has no mask input: it was not trained to fill holes");
  check_shapes(spec, picture, holes);
  const torch::Tensor hole = holes > kHole;
  const torch::Tensor blanked = at::where(hole, 0.0, picture);
  if (spec.mask_input == MaskInput::kBlank) return blanked;
  const torch::Tensor mask =
      at::where(hole, spec.range_high, spec.range_low).to(picture.dtype());
  return at::cat({blanked, mask}, 1);
}

}  // namespace p2p
