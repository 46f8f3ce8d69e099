// SPDX-License-Identifier: MIT
// Where the pixels of a convolution go.
#pragma once

#include "models/inference/avx512/cells.h"
#include "models/inference/avx512/convolution.h"

namespace p2p::avx512 {

Curve curve_of(Activation::Kind kind);

/// Has finish() write to the stores of `places` and add its residual:
/// `targets[t]` are the offsets of the pixels in store t, `residual` those in
/// the residual, which is not read without one.
void set_places(Finish& finish, const StepPlaces& places,
                const int64_t* const* targets, const int64_t* residual);

/// Finishes the sums of one block of one phase: bias, residual, activation,
/// storage.
class Output {
 public:
  /// Offsets of cells in all destinations.
  struct Rows {
    int64_t targets[kMaxTargets][kMaxRows];
    int64_t residual[kMaxRows];
  };

  Output(const PackedConvolution& packed, const StepPlaces& places);

  /// Rows and columns of one phase.
  int phase_height() const { return height_; }
  int phase_width() const { return width_; }
  int samples() const { return samples_; }

  /// Finds cells of `size` x `size` pixels of a phase; at most kMaxRows.
  void locate(const Cells& cells, int first, int count, int size, size_t phase,
              size_t block, Rows& rows) const;

  /// `sums` [count][16 * vectors] of the pixels of `rows`, which are those of
  /// the phase from number `first` on, counted through all samples.
  void write(const void* sums, const Rows& rows, int first, int count,
             size_t phase, size_t block) const;

  /// `sums` [count][2][2][16 * vectors] of the 2x2 tiles `first` ... of `rows`;
  /// at most kMaxRows / 4.
  void write_tiles(const void* sums, const Rows& rows, int first, int count,
                   size_t phase, size_t block) const;

 private:
  void finish_rows(const void* sums, const int64_t* const* targets,
                   const int64_t* residual, const float* ratios, int count,
                   size_t phase, size_t block) const;
  Finish finish_of(const void* sums, int count, size_t phase,
                   size_t block) const;

  const PackedConvolution& packed_;
  StepPlaces places_;
  void (*finish_)(const Finish&);
  int samples_, height_, width_;
};

}  // namespace p2p::avx512
