// SPDX-License-Identifier: MIT
// Rows of three pictures.
#include "trainer/training/sample_sheet.h"

#include <algorithm>
#include <vector>

#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>

#include "models/inference/reference.h"
#include "trainer/data/random.h"

namespace p2p {
namespace {

constexpr int kRim = 4;

torch::Tensor as_rgb(const torch::Tensor& picture) {
  return picture.expand({-1, -1, 3});
}

torch::Tensor white(int64_t height, int64_t width) {
  return at::full({height, width, 3}, 255, torch::kByte);
}

/// Joins pictures along `dim` (0 downwards, 1 to the right) with rims between.
torch::Tensor join(const std::vector<torch::Tensor>& pictures, int dim) {
  std::vector<torch::Tensor> parts;
  for (const torch::Tensor& picture : pictures) {
    if (!parts.empty())
      parts.push_back(dim == 0 ? white(kRim, picture.size(1))
                               : white(picture.size(0), kRim));
    parts.push_back(picture);
  }
  return at::cat(parts, dim);
}

std::vector<size_t> choose_pairs(size_t size, size_t rows, uint64_t seed,
                                 int epoch) {
  std::vector<size_t> chosen;
  for (size_t i = 0; i < std::min(rows, size); ++i) chosen.push_back(i);
  const std::vector<size_t> order = permutation(
      size, Random(seed, Stream::kSheet, static_cast<uint32_t>(epoch)));
  for (const size_t i : order)
    if (i >= rows && chosen.size() < 2 * rows) chosen.push_back(i);
  return chosen;
}

}  // namespace

torch::Tensor sample_sheet(Generator& generator, const ModelSpec& spec,
                           NormMode mode, const PairSource& pairs, int rows,
                           uint64_t seed, int epoch) {
  std::vector<torch::Tensor> sheet;
  for (const size_t i : choose_pairs(pairs.size(), rows, seed, epoch)) {
    const Pair pair = pairs.get(i);
    const torch::Tensor output = run_reference(generator, spec, mode, pair.a);
    sheet.push_back(join({as_rgb(pair.a), as_rgb(pair.b), as_rgb(output)}, 1));
  }
  return join(sheet, 0);
}

}  // namespace p2p
