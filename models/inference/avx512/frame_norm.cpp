// SPDX-License-Identifier: MIT
// Two passes: moments, then scale and shift.
#include "models/inference/avx512/frame_norm.h"

#include <algorithm>
#include <cmath>

#include "models/inference/avx512/output.h"
#include "models/inference/parallel.h"

namespace p2p::avx512 {
namespace {

/// Parts whose moments are summed apart: their number is part of the result's
/// last bits, so it depends on the size alone.
constexpr int kMaxParts = 16;

}  // namespace

PackedNorm pack_norm(const NormStep& step, Arena& arena) {
  const int channels = static_cast<int>(step.scale.size());
  auto* scale = arena.take_array<float>(padded_channels(channels));
  auto* shift = arena.take_array<float>(padded_channels(channels));
  std::copy(step.scale.begin(), step.scale.end(), scale);
  std::copy(step.shift.begin(), step.shift.end(), shift);
  return {scale, shift, step.eps, channels};
}

FrameNorm::FrameNorm(const PackedNorm& packed, const StepPlaces& places,
                     const Scratch& scratch, Arena& arena)
    : packed_(packed),
      places_(places),
      scratch_(scratch),
      kernels_(kernels_of(places.in.area.type)),
      finish_(kernels_of(places.stores.front().area.type).finish),
      pitch_(padded_channels(packed.channels)),
      parts_(std::min(kMaxParts, places.in.area.height)) {
  const size_t samples = places.in.area.samples;
  origin_ = arena.take_array<float>(samples * pitch_);
  partial_ = arena.take_array<float>(samples * parts_ * 2 * pitch_);
  scale_ = arena.take_array<float>(samples * pitch_);
  shift_ = arena.take_array<float>(samples * pitch_);
}

float* FrameNorm::sums(int sample, int part) const {
  return partial_ + (static_cast<int64_t>(sample) * parts_ + part) * 2 * pitch_;
}

void FrameNorm::run() {
  const Area& in = places_.in.area;
  const int samples = in.samples;
  const int height = in.height;
  for (int n = 0; n < samples; ++n)
    kernels_.to_float(in.at(in.offset(n, 0, 0)), packed_.channels, origin(n));
  for_each_job(samples * parts_,
               [&](int job) { sum_part(job / parts_, job % parts_); });
  for (int n = 0; n < samples; ++n) settle(n);
  for_each_job(samples * parts_, scratch_.slots(), [&](int job, int slot) {
    const int part = job % parts_;
    apply(job / parts_, height * part / parts_, height * (part + 1) / parts_,
          scratch_.products(slot));
  });
}

void FrameNorm::sum_part(int sample, int part) {
  const Area& in = places_.in.area;
  float* sum = sums(sample, part);
  std::fill_n(sum, 2 * pitch_, 0.0f);
  for (int y = in.height * part / parts_; y < in.height * (part + 1) / parts_;
       ++y)
    kernels_.moments({.data = in.at(in.offset(sample, y, 0)),
                      .pixel_pitch = in.pitch,
                      .pixels = in.width,
                      .channels = packed_.channels,
                      .origin = origin(sample),
                      .sum = sum,
                      .squares = sum + pitch_});
}

/// Sums around a value near the mean lose nothing where the mean is large
/// beside the deviation (Chan, Golub and LeVeque 1983).
void FrameNorm::settle(int sample) {
  const Area& in = places_.in.area;
  const double count = static_cast<double>(in.height) * in.width;
  for (int c = 0; c < packed_.channels; ++c) {
    double sum = 0.0, squares = 0.0;
    for (int part = 0; part < parts_; ++part) {
      sum += sums(sample, part)[c];
      squares += sums(sample, part)[pitch_ + c];
    }
    const double distance = sum / count;
    const double variance =
        std::max(squares / count - distance * distance, 0.0);
    const double scale = packed_.scale[c] / std::sqrt(variance + packed_.eps);
    const int64_t at = static_cast<int64_t>(sample) * pitch_ + c;
    scale_[at] = static_cast<float>(scale);
    shift_[at] = static_cast<float>(packed_.shift[c] -
                                    (origin(sample)[c] + distance) * scale);
  }
}

void FrameNorm::apply(int sample, int first_row, int last_row, float* tile) {
  const Area& in = places_.in.area;
  // As many pixels as the scratch memory of one thread holds.
  const int at_once =
      std::clamp(9 * kMaxRows * kMaxVectors * kLanes / in.pitch, 1, kMaxRows);
  for (int y = first_row; y < last_row; ++y)
    for (int x = 0; x < in.width; x += at_once) {
      const int n = std::min(at_once, in.width - x);
      kernels_.to_float(in.at(in.offset(sample, y, x)),
                        static_cast<int64_t>(n) * in.pitch, tile);
      int64_t rows[kMaxTargets + 1][kMaxRows];
      const auto locate = [&](const AreaSlice& slice, int64_t* offsets) {
        for (int i = 0; i < n; ++i)
          offsets[i] = slice.area.offset(sample, y, x + i) + slice.channel;
      };
      for (size_t t = 0; t < places_.stores.size(); ++t)
        locate(places_.stores[t], rows[t]);
      if (places_.residual) locate(*places_.residual, rows[kMaxTargets]);
      Finish f{};
      f.sums = tile;
      f.pitch = in.pitch;
      f.n_rows = n;
      f.channels = packed_.channels;
      f.scale = scale_ + static_cast<int64_t>(sample) * pitch_;
      f.bias = shift_ + static_cast<int64_t>(sample) * pitch_;
      const int64_t* const targets[] = {rows[0], rows[1]};
      set_places(f, places_, targets, rows[kMaxTargets]);
      float known[kMaxRows];
      if (places_.ratios) {
        const float* at =
            places_.ratios + (int64_t{sample} * in.height + y) * in.width + x;
        for (int i = 0; i < n; ++i) known[i] = at[i] > 0.0f ? 1.0f : 0.0f;
        f.ratios = known;
      }
      finish_(f);
    }
}

}  // namespace p2p::avx512
