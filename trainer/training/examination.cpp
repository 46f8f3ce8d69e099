// SPDX-License-Identifier: MIT
// Copy, estimate, measure, compare.
#include "trainer/training/examination.h"

#include <numeric>

#include "trainer/data/resized_pairs.h"
#include "trainer/training/pix2pix_step.h"
#include "trainer/training/settling.h"
#include "trainer/training/weight_average.h"

namespace p2p {
PairSourcePtr first_pairs(PairSourcePtr pairs, int count) {
  if (!pairs || count == 0 || static_cast<size_t>(count) >= pairs->size())
    return pairs;
  std::vector<size_t> first(static_cast<size_t>(count));
  std::iota(first.begin(), first.end(), size_t{0});
  return std::make_shared<ChosenPairs>(pairs, first);
}

Examination::Examination(const ModelSpec& spec, NormMode mode,
                         Validation validation, PairSourcePtr pairs)
    : spec_(spec),
      mode_(mode),
      validation_(std::move(validation)),
      pairs_(std::move(pairs)),
      copy_(make_generator(spec)) {
  for (torch::Tensor& parameter : copy_->parameters())
    parameter.requires_grad_(false);
}

void Examination::take(const Generator& candidate) {
  prepare_network(*copy_, candidate.parameters().front().device());
  copy_state(*copy_, candidate);
}

void Examination::estimate(PairLoader& loader, int pictures) {
  estimate_running_stats(*copy_, loader, pictures);
}

NamedFigures Examination::figures(NormMode mode) {
  const NamedFigures found = validation_.measure(*copy_, spec_, mode, *pairs_);
  if (mode == mode_) last_ = found;
  return found;
}

bool Examination::consider(const NamedFigures& figures, int epoch) {
  if (best_.epoch > 0 && !validation_.better(figures, best_.figures))
    return false;
  best_ = {epoch, figures};
  return true;
}

}  // namespace p2p
