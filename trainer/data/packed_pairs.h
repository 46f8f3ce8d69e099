// SPDX-License-Identifier: MIT
// Decoded pairs in one .safetensors file.
#pragma once

#include <filesystem>
#include <string>

#include "models/weights/safetensors.h"
#include "trainer/data/pair_source.h"

namespace p2p {

/// A packed data set. For every pair, counted from 0 with at least six digits,
/// two tensors [H, W, C] of U8, or of F32 with pixel values from 0 to 255:
/// "000000.a" and "000000.b", and optionally "000000.region", U8 [H, W, 1]; in
/// the metadata "pix2pix.pairs" the number of pairs and, optionally,
/// "name.000000". Ten lines of Python write one:
///
///     from safetensors.numpy import save_file
///     tensors = {}
///     for i, (a, b) in enumerate(pairs):          # uint8 arrays [H, W, C]
///         tensors[f"{i:06}.a"], tensors[f"{i:06}.b"] = a, b
///     save_file(tensors, "train.safetensors",
///               {"pix2pix.pairs": str(len(pairs))})
class PackedPairs : public PairSource {
 public:
  /// Maps the file: it must not be truncated while in use. Throws
  /// FileFormatError naming what is missing or of the wrong type.
  explicit PackedPairs(const std::filesystem::path& path);
  size_t size() const override { return size_; }
  Pair get(size_t index) const override;
  std::string name(size_t index) const override;

 private:
  SafetensorsFile file_;
  size_t size_;
};

/// Writes `pairs` atomically, one pair in memory at a time.
void write_packed(const std::filesystem::path& path, const PairSource& pairs);

}  // namespace p2p
