// SPDX-License-Identifier: MIT
// A program, step by step.
#pragma once

#include "models/inference/program.h"
#include "models/networks/norm.h"
#include "models/weights/model_spec.h"

namespace p2p {

inline constexpr Activation kIdentity{};
inline constexpr Activation kRelu{Activation::Kind::kLeaky, 0.0f};

Activation leaky(double slope);
Activation activation_of(OutputActivation activation);

/// A transposed convolution to a picture becomes one to its phases: pictures
/// have one channel or three, and kernels for many of them waste most of their
/// work on so few.
void shuffle_if_few(ConvStep& step);

/// The norm of a layer, null if it has none.
const NormImpl* pointer_to(const Norm& norm);

/// Collects buffers and steps. `norm` and `stats` decide which norms can be
/// folded into convolutions and which become steps.
class ProgramBuilder {
 public:
  ProgramBuilder(const NormSpec& norm, NormStats stats)
      : norm_(norm), stats_(stats) {}

  /// A new buffer, all of it.
  Place buffer(BufferShape shape);

  void add(Step step);

  /// A plane of the MaskStep, which has been added first.
  int add_plane(RatioPlane plane);

  /// Folds a norm behind the filter, which may be null, if that can be done;
  /// else returns the norm, for a step of its own.
  const NormImpl* absorb(Filter& filter, const NormImpl* norm) const;

  /// `step` and the norm behind it, which may be null.
  void convolve(ConvStep step, const NormImpl* norm);

  /// The program; the builder is empty then.
  Program finish(Place input, Place output);

 private:
  void convolve_and_normalise(ConvStep step, const NormImpl& norm);

  NormSpec norm_;
  NormStats stats_;
  Program program_;
};

}  // namespace p2p
