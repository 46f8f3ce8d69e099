// SPDX-License-Identifier: MIT
// The table of metrics.
#include "trainer/evaluation/metric.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <memory>
#include <stdexcept>

#include "trainer/evaluation/perceptual_distance.h"
#include "trainer/evaluation/picture_metrics.h"
#include "trainer/evaluation/structural_similarity.h"

namespace p2p {
namespace {

using Measure = double (*)(const torch::Tensor&, const torch::Tensor&,
                           const torch::Tensor&);

Metric of_pictures(const char* name, Better better, int decimals,
                   Measure measure) {
  return {name, better, decimals, [measure](const Comparison& c) {
            return measure(c.output, c.target, c.region);
          }};
}

std::vector<Metric> picture_metrics() {
  return {of_pictures("L1", Better::kLower, 4, l1_distance),
          of_pictures("MSE", Better::kLower, 5, mse),
          of_pictures("PSNR", Better::kHigher, 2, psnr),
          of_pictures("SSIM", Better::kHigher, 4, ssim),
          of_pictures("MS-SSIM", Better::kHigher, 4, ms_ssim),
          of_pictures("sharpness", Better::kNearOne, 3, sharpness)};
}

Metric of_masks(const char* name, MaskFigure figure, int level) {
  return {name, Better::kHigher, 4,
          [figure, level](const Comparison& c) {
            return mask_figure(figure, count_mask(c.output, c.target, c.region),
                               level);
          },
          figure};
}

std::vector<Metric> mask_metrics(double threshold) {
  const int level = threshold_level(threshold);
  return {of_masks("Dice", MaskFigure::kDice, level),
          of_masks("IoU", MaskFigure::kIou, level),
          of_masks("sensitivity", MaskFigure::kSensitivity, level),
          of_masks("specificity", MaskFigure::kSpecificity, level),
          of_masks("accuracy", MaskFigure::kAccuracy, level),
          of_masks("AUC", MaskFigure::kAuc, level),
          of_masks("AP", MaskFigure::kAveragePrecision, level)};
}

constexpr const char* kPerceptual = "perceptual";

Metric perceptual_metric(const MetricOptions& options) {
  if (options.features.empty())
    throw std::invalid_argument(
        "the perceptual distance needs the features of a VGG-19: name the "
        "file with --features");
  const auto distance = std::make_shared<const PerceptualDistance>(
      PerceptualDistance::load(options.features));
  return {kPerceptual, Better::kLower, 4, [distance](const Comparison& c) {
            return (*distance)(c.output, c.target, c.region);
          }};
}

std::vector<std::string> names_of(const std::vector<Metric>& metrics) {
  std::vector<std::string> names;
  for (const Metric& metric : metrics) names.push_back(metric.name);
  return names;
}

bool contains(const std::vector<Metric>& metrics, const std::string& name) {
  return std::any_of(metrics.begin(), metrics.end(),
                     [&](const Metric& metric) { return metric.name == name; });
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return text;
}

[[noreturn]] void refuse(const std::string& name) {
  std::string known;
  for (const auto& list : {picture_metric_names(), mask_metric_names()})
    for (const std::string& one : list) known += one + ", ";
  throw std::invalid_argument("metric '" + name +
                              "' is unknown; known: " + known + kPerceptual +
                              "; pictures and masks stand for many");
}

void add_named(const std::string& name, const MetricOptions& options,
               std::vector<Metric>& chosen) {
  const auto all_of = [&chosen](const std::vector<Metric>& group) {
    for (const Metric& metric : group)
      if (!contains(chosen, metric.name)) chosen.push_back(metric);
  };
  if (lower(name) == "pictures") return all_of(picture_metrics());
  if (lower(name) == "masks") return all_of(mask_metrics(options.threshold));
  if (lower(name) == kPerceptual) return all_of({perceptual_metric(options)});
  for (const auto& group : {picture_metrics(), mask_metrics(options.threshold)})
    for (const Metric& metric : group)
      if (lower(metric.name) == lower(name)) return all_of({metric});
  refuse(name);
}

}  // namespace

bool is_better(const Metric& metric, double value, double other) {
  if (std::isnan(value)) return false;
  if (std::isnan(other)) return true;
  switch (metric.better) {
    case Better::kLower:
      return value < other;
    case Better::kHigher:
      return value > other;
    case Better::kNearOne:
      return std::abs(value - 1.0) < std::abs(other - 1.0);
  }
  throw std::invalid_argument("unknown direction of a metric");
}

std::vector<std::string> picture_metric_names() {
  return names_of(picture_metrics());
}

std::vector<std::string> mask_metric_names() {
  return names_of(mask_metrics(MetricOptions{}.threshold));
}

std::vector<Metric> make_metrics(const std::vector<std::string>& names,
                                 const MetricOptions& options) {
  std::vector<Metric> chosen;
  for (const std::string& name : names) add_named(name, options, chosen);
  if (chosen.empty()) throw std::invalid_argument("no metric was named");
  return chosen;
}

}  // namespace p2p
