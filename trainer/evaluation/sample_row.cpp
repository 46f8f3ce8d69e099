// SPDX-License-Identifier: MIT
// Three pictures, or four.
#include "trainer/evaluation/sample_row.h"

#include <ATen/ops/full_like.h>

#include "models/inference/reference.h"
#include "trainer/data/pixel_values.h"
#include "trainer/evaluation/picture_grid.h"

namespace p2p {
namespace {

constexpr int kMidGrey = 128;

}  // namespace

torch::Tensor sample_row(Generator& generator, const ModelSpec& spec,
                         NormMode mode, const Pair& pair) {
  const torch::Tensor input = as_bytes(pair.a), target = as_bytes(pair.b);
  const torch::Tensor output =
      run_reference(generator, spec, mode, input, pair.holes);
  if (!pair.holes.defined())
    return join_row({as_rgb(input), as_rgb(target), as_rgb(output)});
  const torch::Tensor missing =
      composite(input, at::full_like(input, kMidGrey), pair.holes);
  return join_row({as_rgb(missing), as_rgb(output),
                   as_rgb(fill_reference(input, output, pair.holes)),
                   as_rgb(target)});
}

}  // namespace p2p
