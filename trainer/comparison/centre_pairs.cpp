// SPDX-License-Identifier: MIT
// Cut.
#include "trainer/comparison/centre_pairs.h"

#include <stdexcept>
#include <string>

namespace p2p {
namespace {

torch::Tensor middle(const torch::Tensor& picture, int64_t size) {
  return picture.narrow(0, (picture.size(0) - size) / 2, size)
      .narrow(1, (picture.size(1) - size) / 2, size)
      .contiguous();
}

}  // namespace

Pair CentrePairs::get(size_t index) const {
  Pair pair = pairs().get(index);
  if (pair.a.size(0) < size_ || pair.a.size(1) < size_)
    throw std::runtime_error(
        "'" + name(index) + "' is " + std::to_string(pair.a.size(1)) + "x" +
        std::to_string(pair.a.size(0)) + ": smaller than the --crop of " +
        std::to_string(size_));
  for (torch::Tensor* part : {&pair.a, &pair.b, &pair.region, &pair.holes})
    if (part->defined()) *part = middle(*part, size_);
  return pair;
}

}  // namespace p2p
