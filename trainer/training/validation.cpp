// SPDX-License-Identifier: MIT
// Evaluation's figures by name.
#include "trainer/training/validation.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <stdexcept>

#include "trainer/evaluation/evaluate.h"

namespace p2p {
namespace {

constexpr std::pair<const char*, bool> kHigherIsBetter[] = {
    {"L1", false}, {"PSNR", true}, {"SSIM", true}};

const auto* find_metric(const std::string& name) {
  return std::find_if(std::begin(kHigherIsBetter), std::end(kHigherIsBetter),
                      [&](const auto& known) { return name == known.first; });
}

}  // namespace

Validation::Validation(const std::string& best) : best_(best) {
  if (find_metric(best) == std::end(kHigherIsBetter))
    throw std::invalid_argument("best-metric '" + best +
                                "' is unknown; known: L1, PSNR, SSIM");
}

NamedFigures Validation::measure(Generator& generator, const ModelSpec& spec,
                                 NormMode mode, const PairSource& pairs) const {
  const Figures figures = evaluate(generator, spec, mode, pairs);
  return {{"L1", figures.mean.l1},
          {"PSNR", figures.mean.psnr},
          {"SSIM", figures.mean.ssim}};
}

double Validation::deciding(const NamedFigures& figures) const {
  for (const auto& [name, value] : figures)
    if (name == best_) return value;
  return std::numeric_limits<double>::quiet_NaN();
}

bool Validation::higher_is_better() const { return find_metric(best_)->second; }

bool Validation::better(double value, double other) const {
  if (std::isnan(value)) return false;
  if (std::isnan(other)) return true;
  return higher_is_better() ? value > other : value < other;
}

std::string to_text(const NamedFigures& figures) {
  std::string text;
  for (const auto& [name, value] : figures) {
    char part[64];
    std::snprintf(part, sizeof part, "%s%s %.4f", text.empty() ? "" : "  ",
                  name.c_str(), value);
    text += part;
  }
  return text;
}

}  // namespace p2p
