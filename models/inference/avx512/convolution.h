// SPDX-License-Identifier: MIT
// Packed convolutions over the areas of one frame size.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "models/inference/avx512/area.h"
#include "models/inference/avx512/packing.h"

namespace p2p::avx512 {

/// A range of an area's channels, and how values are stored there.
struct AreaSlice {
  Area area;
  int channel = 0;
  Activation activation = {};
  Quantisation quantisation = {};  ///< read for kUint8
};

/// What surrounds a convolution or a norm.
struct StepPlaces {
  AreaSlice in;
  std::optional<AreaSlice> residual = {};
  std::vector<AreaSlice> stores = {};  ///< one or two
  int out_channels = 0;
  /// Of partial convolutions and of the norms between them, [samples][height]
  /// [width] of the result, not of kUint8; a convolution is a direct one and
  /// not transposed. Null without holes.
  const float* ratios = nullptr;
};

/// Memory for the products of each slot, shared by all steps of a plan.
class Scratch {
 public:
  /// Room for 9 kMaxRows rows of products and kMaxRows of pixels, each of 64
  /// channels, for each slot (parallel.h).
  Scratch(int slots, Arena& arena);
  int slots() const { return slots_; }
  float* products(int slot) const { return memory_ + slot * pitch_; }
  float* pixels(int slot) const;

 private:
  int slots_;
  float* memory_;
  int64_t pitch_;
};

/// Runs one step. All pointers are set up once; run() allocates nothing.
class Convolution {
 public:
  virtual ~Convolution() = default;
  virtual void run() = 0;
};

/// Products over gathered pixels, without any transform. `packed` and the
/// areas' memory outlive the result.
std::unique_ptr<Convolution> make_direct_convolution(
    const PackedConvolution& packed, const StepPlaces& places,
    const Scratch& scratch);

/// Winograd's F(2x2, 2x2) for pack_winograd(): a quarter more adds, 9/16 of the
/// multiplications. Heights and widths of the output phases must be even.
std::unique_ptr<Convolution> make_winograd_convolution(
    const PackedConvolution& packed, const StepPlaces& places,
    const Scratch& scratch, Arena& arena);

/// The last layer: shuffled products into an fp32 picture, the only store.
std::unique_ptr<Convolution> make_shuffled_convolution(
    const PackedShuffle& packed, const AreaSlice& in, const AreaSlice& store,
    Arena& arena);

}  // namespace p2p::avx512
