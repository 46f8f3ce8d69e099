// SPDX-License-Identifier: MIT
// Rows of three pictures.
#include "trainer/training/sample_sheet.h"

#include <algorithm>
#include <vector>

#include "models/inference/reference.h"
#include "trainer/data/pixel_values.h"
#include "trainer/data/random.h"
#include "trainer/evaluation/picture_grid.h"

namespace p2p {
namespace {

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
    const torch::Tensor input = as_bytes(pair.a);
    const torch::Tensor output = run_reference(generator, spec, mode, input);
    sheet.push_back(
        join_row({as_rgb(input), as_rgb(as_bytes(pair.b)), as_rgb(output)}));
  }
  return join_rows(sheet);
}

}  // namespace p2p
