// SPDX-License-Identifier: MIT
// Offsets of output pixels, then the kernel that finishes them.
#include "models/inference/avx512/output.h"

#include <algorithm>

namespace p2p::avx512 {

Curve curve_of(Activation::Kind kind) {
  switch (kind) {
    case Activation::Kind::kTanh:
      return Curve::kTanh;
    case Activation::Kind::kSigmoid:
      return Curve::kSigmoid;
    case Activation::Kind::kLeaky:
      break;
  }
  return Curve::kLeaky;
}

namespace {

/// `slice` as a destination of finish().
Target target_of(const AreaSlice& slice, const int64_t* rows) {
  return {.data = slice.area.data,
          .rows = rows,
          .curve = curve_of(slice.activation.kind),
          .slope = slice.activation.slope,
          .inverse_scale = 1.0f / slice.quantisation.scale,
          .zero_point = slice.quantisation.zero};
}

}  // namespace

void set_places(Finish& finish, const StepPlaces& places,
                const int64_t* const* targets, const int64_t* residual) {
  finish.n_targets = static_cast<int>(places.stores.size());
  for (int t = 0; t < finish.n_targets; ++t)
    finish.targets[t] = target_of(places.stores[t], targets[t]);
  if (places.residual) {
    finish.residual = places.residual->area.data;
    finish.residual_scale = places.residual->quantisation.scale;
    finish.residual_zero = places.residual->quantisation.zero;
    finish.residual_rows = residual;
  }
}

Output::Output(const PackedConvolution& packed, const StepPlaces& places)
    : packed_(packed),
      places_(places),
      finish_(kernels_of(places.stores.front().area.type).finish) {
  const Area& out = places.stores.front().area;
  const int step = packed.step_out;
  samples_ = out.samples;
  height_ = out.height / step;
  width_ = out.width / step;
}

void Output::locate(const Cells& cells, int first, int count, int size,
                    size_t phase, size_t block, Rows& rows) const {
  const Phase& at = packed_.phases[phase];
  const CellOrigin origin{at.y, at.x, size * packed_.step_out};
  const int channel = packed_.blocks[block].channel;
  for (size_t t = 0; t < places_.stores.size(); ++t) {
    const AreaSlice& store = places_.stores[t];
    avx512::locate(cells, first, count, store.area, origin,
                   store.channel + channel, rows.targets[t]);
  }
  if (places_.residual)
    avx512::locate(cells, first, count, places_.residual->area, origin,
                   places_.residual->channel + channel, rows.residual);
}

Finish Output::finish_of(const void* sums, int count, size_t phase,
                         size_t block) const {
  const Block& channels = packed_.blocks[block];
  Finish f{};
  f.sums = sums;
  f.integers = packed_.type == Type::kUint8;
  f.pitch = channels.vectors * kLanes;
  f.n_rows = count;
  f.channels = std::min(f.pitch, places_.out_channels - channels.channel);
  f.scale = packed_.scale ? packed_.scale + channels.channel : nullptr;
  f.bias = packed_.bias[phase] + channels.channel;
  return f;
}

void Output::write(const void* sums, const Rows& rows, int first, int count,
                   size_t phase, size_t block) const {
  const int64_t* const targets[] = {rows.targets[0], rows.targets[1]};
  finish_rows(sums, targets, rows.residual,
              places_.ratios ? places_.ratios + first : nullptr, count, phase,
              block);
}

void Output::write_tiles(const void* sums, const Rows& rows, int first,
                         int count, size_t phase, size_t block) const {
  int64_t pixels[kMaxTargets + 1][kMaxRows];
  const auto expand = [&](const Area& area, const int64_t* tiles,
                          int64_t* out) {
    const int64_t right = static_cast<int64_t>(packed_.step_out) * area.pitch;
    const int64_t below = packed_.step_out * area.row_pitch();
    for (int i = 0; i < count; ++i) {
      const int64_t at = tiles[first + i];
      out[4 * i] = at;
      out[4 * i + 1] = at + right;
      out[4 * i + 2] = at + below;
      out[4 * i + 3] = at + below + right;
    }
  };
  for (size_t t = 0; t < places_.stores.size(); ++t)
    expand(places_.stores[t].area, rows.targets[t], pixels[t]);
  if (places_.residual)
    expand(places_.residual->area, rows.residual, pixels[kMaxTargets]);
  const int64_t* const targets[] = {pixels[0], pixels[1]};
  finish_rows(sums, targets, pixels[kMaxTargets], nullptr, 4 * count, phase,
              block);
}

void Output::finish_rows(const void* sums, const int64_t* const* targets,
                         const int64_t* residual, const float* ratios,
                         int count, size_t phase, size_t block) const {
  Finish f = finish_of(sums, count, phase, block);
  f.ratios = ratios;
  set_places(f, places_, targets, residual);
  finish_(f);
}

}  // namespace p2p::avx512
