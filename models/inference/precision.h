// SPDX-License-Identifier: MIT
// The arithmetic of a plan, and the choice of it.
#pragma once

#include <stdexcept>
#include <string>

#include <torch/types.h>

namespace p2p {

/// kInt8: convolutions on 8-bit integers, for models with calibrated scales.
enum class Precision { kAuto, kFp32, kFp16, kBf16, kInt8 };

const char* to_string(Precision precision);
/// Throws std::invalid_argument naming the known ones.
Precision precision_from_string(const std::string& text);

/// Type of weights and activations; kFloat for kInt8.
torch::ScalarType scalar_type(Precision precision);

/// Something asked for does not go with this model or device.
class SettingsError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Something chosen, and the reason in words for users.
struct PrecisionChoice {
  Precision precision;  ///< never kAuto
  std::string reason;
};

/// Throws SettingsError where the device cannot do what is wanted.
PrecisionChoice choose_precision(Precision wanted, torch::Device device);

}  // namespace p2p
