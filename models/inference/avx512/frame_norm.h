// SPDX-License-Identifier: MIT
// Normalisation by each sample's own statistics.
#pragma once

#include "models/inference/avx512/convolution.h"

namespace p2p::avx512 {

/// Scale and shift of a NormStep, padded to whole vectors.
struct PackedNorm {
  const float* scale;
  const float* shift;
  double eps;
  int channels;
};

PackedNorm pack_norm(const NormStep& step, Arena& arena);

/// Runs one NormStep over areas of kFp32 or kBf16. Mean and variance are summed
/// in a fixed order, whatever the threads do: the same frame always gives the
/// same result.
class FrameNorm {
 public:
  /// What is read is a whole area. Results are 0 where the places' ratios are.
  /// `packed`, the ratios and the areas' memory outlive the result.
  FrameNorm(const PackedNorm& packed, const StepPlaces& places,
            const Scratch& scratch, Arena& arena);
  void run();

 private:
  void sum_part(int sample, int part);
  void settle(int sample);
  void apply(int sample, int first_row, int last_row, float* tile);

  float* origin(int sample) const { return origin_ + sample * pitch_; }
  float* sums(int sample, int part) const;

  const PackedNorm& packed_;
  StepPlaces places_;
  const Scratch& scratch_;
  const Kernels& kernels_;
  void (*finish_)(const Finish&);
  int pitch_;       ///< channels rounded up to whole vectors
  int parts_;       ///< of the rows of a sample
  float* origin_;   ///< [samples][pitch], a first guess of the mean
  float* partial_;  ///< [samples][parts][2][pitch]
  float* scale_;    ///< [samples][pitch]
  float* shift_;    ///< [samples][pitch]
};

}  // namespace p2p::avx512
