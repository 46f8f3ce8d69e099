// SPDX-License-Identifier: MIT
// Order statistics of activations, and their JSON.
#include "models/inference/activation_ranges.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include <nlohmann/json.hpp>

#include "models/inference/precision.h"
#include "models/inference/run_program.h"

namespace p2p {
namespace {

using Json = nlohmann::json;

ActivationRange range_from(const std::string& step, const Json& value) {
  if (!value.is_array() || value.size() != 2 || !value[0].is_number() ||
      !value[1].is_number())
    throw std::invalid_argument("activation_ranges of '" + step +
                                "' is not [low, high]");
  const ActivationRange range{value[0], value[1]};
  if (!std::isfinite(range.low) || !std::isfinite(range.high) ||
      !(range.low < range.high))
    throw std::invalid_argument("activation_ranges of '" + step +
                                "' is empty or not finite");
  return range;
}

/// The values below and above which `share` of all lie.
ActivationRange clipped_range(const torch::Tensor& tensor, double share) {
  const torch::Tensor flat = tensor.contiguous();
  const float* first = flat.const_data_ptr<float>();
  std::vector<float> values(first, first + flat.numel());
  const auto skipped =
      static_cast<int64_t>(static_cast<double>(values.size()) * share);
  const auto low = values.begin() + skipped;
  std::nth_element(values.begin(), low, values.end());
  const float lowest = *low;
  const auto high = values.end() - 1 - skipped;
  std::nth_element(values.begin(), high, values.end());
  return {lowest, *high};
}

}  // namespace

ActivationRanges activation_ranges_from_json(const std::string& text) {
  ActivationRanges ranges;
  const Json root = Json::parse(text);
  for (const auto& [step, value] : root.items())
    ranges[step] = range_from(step, value);
  return ranges;
}

std::string to_json(const ActivationRanges& ranges) {
  Json root = Json::object();
  for (const auto& [step, range] : ranges) root[step] = {range.low, range.high};
  return root.dump();
}

void refuse_masks(const Program& program) {
  for (const Step& step : program.steps)
    if (std::holds_alternative<MaskStep>(step))
      throw SettingsError(
          "precision int8 is not for partial convolutions, whose sums grow "
          "where little is known: choose bf16 or fp32");
}

void RangeCollector::add(const torch::Tensor& picture) {
  run_program(program_, picture,
              [this](const std::string& step, const torch::Tensor& result) {
                const ActivationRange range =
                    clipped_range(result, kClippedShare);
                sums_[step].low += range.low;
                sums_[step].high += range.high;
              });
  ++pictures_;
}

ActivationRanges RangeCollector::ranges() const {
  if (pictures_ == 0)
    throw std::invalid_argument("no picture to calibrate with");
  ActivationRanges ranges;
  for (const auto& [step, sum] : sums_) {
    // A step that always gives one value still needs a range around it.
    const double low = sum.low / pictures_;
    const double high = std::max(sum.high / pictures_, low + 1e-6);
    ranges[step] = {static_cast<float>(low), static_cast<float>(high)};
  }
  return ranges;
}

}  // namespace p2p
