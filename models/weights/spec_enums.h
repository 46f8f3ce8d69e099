// SPDX-License-Identifier: MIT
// The names of a spec's enumerations, in files and on command lines.
#pragma once

#include <array>
#include <stdexcept>
#include <string>
#include <utility>

#include "models/weights/model_spec.h"

namespace p2p {

/// Pairs of value and name.
template <typename Enum>
inline constexpr int kNames = 0;

template <>
inline constexpr auto kNames<Architecture> =
    std::array{std::pair{Architecture::kUnet, "unet"},
               std::pair{Architecture::kResnet, "resnet"},
               std::pair{Architecture::kPconv, "pconv"}};
template <>
inline constexpr auto kNames<NormKind> =
    std::array{std::pair{NormKind::kBatch, "batch"},
               std::pair{NormKind::kInstance, "instance"},
               std::pair{NormKind::kNone, "none"}};
template <>
inline constexpr auto kNames<NormStats> =
    std::array{std::pair{NormStats::kFrame, "frame"},
               std::pair{NormStats::kRunning, "running"}};
template <>
inline constexpr auto kNames<MaskInput> =
    std::array{std::pair{MaskInput::kNone, "none"},
               std::pair{MaskInput::kChannel, "channel"},
               std::pair{MaskInput::kBlank, "blank"}};
template <>
inline constexpr auto kNames<ConcatOrder> =
    std::array{std::pair{ConcatOrder::kSkipFirst, "skip-first"},
               std::pair{ConcatOrder::kUpFirst, "up-first"}};
template <>
inline constexpr auto kNames<SkipActivation> =
    std::array{std::pair{SkipActivation::kDecoder, "decoder"},
               std::pair{SkipActivation::kEncoder, "encoder"}};
template <>
inline constexpr auto kNames<OutputActivation> =
    std::array{std::pair{OutputActivation::kTanh, "tanh"},
               std::pair{OutputActivation::kSigmoid, "sigmoid"},
               std::pair{OutputActivation::kLinear, "linear"}};
template <>
inline constexpr auto kNames<Upsampling> =
    std::array{std::pair{Upsampling::kTransposed, "transposed"},
               std::pair{Upsampling::kResize, "resize"}};

template <typename Enum>
const char* name_of(Enum value) {
  for (const auto& [candidate, name] : kNames<Enum>)
    if (candidate == value) return name;
  throw std::invalid_argument("unknown enumeration value");
}

/// Throws std::invalid_argument that says what `what` may be.
template <typename Enum>
Enum value_of(const std::string& what, const std::string& text) {
  std::string known;
  for (const auto& [value, name] : kNames<Enum>) {
    if (text == name) return value;
    known += known.empty() ? name : std::string(", ") + name;
  }
  throw std::invalid_argument(what + " '" + text +
                              "' is unknown; known: " + known);
}

}  // namespace p2p
