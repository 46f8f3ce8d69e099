// SPDX-License-Identifier: MIT
// Which pairs, one below the other.
#include "trainer/training/sample_sheet.h"

#include <algorithm>
#include <vector>

#include "trainer/data/random.h"
#include "trainer/evaluation/picture_grid.h"
#include "trainer/evaluation/sample_row.h"

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
  for (const size_t i : choose_pairs(pairs.size(), rows, seed, epoch))
    sheet.push_back(sample_row(generator, spec, mode, pairs.get(i)));
  return join_rows(sheet);
}

}  // namespace p2p
