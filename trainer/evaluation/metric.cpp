// SPDX-License-Identifier: MIT
// The table of metrics.
#include "trainer/evaluation/metric.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <stdexcept>

#include "trainer/data/lower_case.h"
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

/// Published figures of pictures between -1 and 1 are of whole ones.
std::vector<Metric> signed_metrics() {
  constexpr double kSquaredPeak = 4.0;
  return {{"MSE[-1..1]", Better::kLower, 4,
           [](const Comparison& c) {
             return kSquaredPeak * mse(c.output, c.target);
           }},
          {"PSNR[-1..1]", Better::kHigher, 2,
           // Peak and error grow alike.
           [](const Comparison& c) { return psnr(c.output, c.target); }},
          {"SSIM[-1..1]", Better::kHigher, 4, [](const Comparison& c) {
             return signed_ssim(c.output, c.target);
           }}};
}

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

Metric in_holes(const char* name, Better better, int decimals,
                Measure measure) {
  return {name, better, decimals, [measure](const Comparison& c) {
            return c.holes.defined() ? measure(c.output, c.target, c.holes)
                                     : kUndefined;
          }};
}

std::vector<Metric> hole_metrics() {
  return {in_holes("L1@hole", Better::kLower, 4, l1_distance),
          in_holes("PSNR@hole", Better::kHigher, 2, psnr),
          in_holes("SSIM@hole", Better::kHigher, 4, ssim),
          in_holes("sharpness@hole", Better::kNearOne, 3, sharpness)};
}

Metric of_masks(const std::string& name, MaskFigure figure, int level) {
  return {name, Better::kHigher, 4,
          [figure, level](const Comparison& c) {
            return mask_figure(
                figure, count_mask(c.continuous(), c.target, c.region), level);
          },
          MaskColumn{figure, level}};
}

struct NamedFigure {
  const char* name;
  MaskFigure figure;
};

constexpr NamedFigure kMaskFigures[] = {
    {"Dice", MaskFigure::kDice},
    {"IoU", MaskFigure::kIou},
    {"sensitivity", MaskFigure::kSensitivity},
    {"specificity", MaskFigure::kSpecificity},
    {"accuracy", MaskFigure::kAccuracy},
    {"AUC", MaskFigure::kAuc},
    {"AP", MaskFigure::kAveragePrecision}};

std::vector<Metric> mask_metrics(const MetricOptions& options) {
  std::vector<Metric> metrics;
  for (const auto& [name, figure] : kMaskFigures)
    metrics.push_back(
        of_masks(name, figure, threshold_level(options.threshold)));
  if (!options.chosen) return metrics;
  const auto& [from, threshold] = *options.chosen;
  for (const auto& [name, figure] : kMaskFigures)
    if (has_threshold(figure))
      metrics.push_back(of_masks(std::string(name) + "@" + from, figure,
                                 threshold_level(threshold)));
  return metrics;
}

constexpr const char* kPerceptual = "perceptual";
constexpr const char* kPerceptualHole = "perceptual@hole";

bool is_perceptual(const std::string& lower_name) {
  return lower_name == kPerceptual || lower_name == kPerceptualHole;
}

Metric perceptual_metric(const std::string& name,
                         const MetricOptions& options) {
  if (options.features.empty())
    throw std::invalid_argument(
        "the perceptual distance needs the features of a VGG: name the "
        "file with --features (of train: --val-features)");
  const auto distance = std::make_shared<const PerceptualDistance>(
      PerceptualDistance::load(options.features));
  const bool hole = name == kPerceptualHole;
  return {name, Better::kLower, 4, [distance, hole](const Comparison& c) {
            if (hole && !c.holes.defined()) return kUndefined;
            return (*distance)(c.output, c.target, hole ? c.holes : c.region);
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

/// A figure of a chosen threshold comes with the one of the fixed one.
bool goes_by(const Metric& metric, const std::string& lower_name) {
  const std::string own = lower_case(metric.name);
  return own == lower_name ||
         (metric.mask && own.starts_with(lower_name + "@"));
}

[[noreturn]] void refuse(const std::string& name) {
  std::string known;
  for (const auto& list : {picture_metric_names(), mask_metric_names(),
                           signed_metric_names(), hole_metric_names()})
    for (const std::string& one : list) known += one + ", ";
  throw std::invalid_argument("metric '" + name + "' is unknown; known: " +
                              known + kPerceptual + ", " + kPerceptualHole +
                              "; pictures, masks, signed and holes stand for "
                              "many");
}

void add_named(const std::string& name, const MetricOptions& options,
               std::vector<Metric>& chosen) {
  const auto all_of = [&chosen](const std::vector<Metric>& group) {
    for (const Metric& metric : group)
      if (!contains(chosen, metric.name)) chosen.push_back(metric);
  };
  if (lower_case(name) == "pictures") return all_of(picture_metrics());
  if (lower_case(name) == "masks") return all_of(mask_metrics(options));
  if (lower_case(name) == "signed") return all_of(signed_metrics());
  if (lower_case(name) == "holes") return all_of(hole_metrics());
  if (is_perceptual(lower_case(name)))
    return all_of({perceptual_metric(lower_case(name), options)});
  bool known = false;
  for (const auto& group : {picture_metrics(), mask_metrics(options),
                            signed_metrics(), hole_metrics()})
    for (const Metric& metric : group)
      if (goes_by(metric, lower_case(name))) {
        known = true;
        all_of({metric});
      }
  if (!known) refuse(name);
}

}  // namespace

bool is_hole_metric(const std::string& name) {
  const std::string lower = lower_case(name);
  return lower == "holes" || lower.ends_with("@hole");
}

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
  return names_of(mask_metrics({}));
}

std::vector<std::string> signed_metric_names() {
  return names_of(signed_metrics());
}

std::vector<std::string> hole_metric_names() {
  return names_of(hole_metrics());
}

std::vector<Metric> make_metrics(const std::vector<std::string>& names,
                                 const MetricOptions& options) {
  std::vector<Metric> chosen;
  for (const std::string& name : names) add_named(name, options, chosen);
  if (chosen.empty()) throw std::invalid_argument("no metric was named");
  return chosen;
}

}  // namespace p2p
