// SPDX-License-Identifier: MIT
// The last layer, 2x2 phases of a picture's few channels. Channels in the lanes
// of a vector would leave most of them empty and compute the zeros of the 3x3
// kernels, so here the lanes are pixels: input rows are transposed once, and
// each phase takes its 2x2 positions only, a third of the products.
#include <algorithm>

#include "models/inference/avx512/output.h"
#include "models/inference/parallel.h"

namespace p2p::avx512 {
namespace {

/// Rows of one job; its first and last row need neighbours that are transposed
/// again by the next job.
constexpr int kBandRows = 8;
/// Pixels of a transposed row: one more on either side, in whole vectors.
constexpr int kRowPixels = kShuffledPixels + kLanes;

class ShuffledConvolution : public Convolution {
 public:
  ShuffledConvolution(const PackedShuffle& packed, const AreaSlice& in,
                      const AreaSlice& store, Arena& arena)
      : packed_(packed),
        in_(in),
        store_(store),
        kernels_(kernels_of(packed.type)),
        slots_(thread_count()),
        bands_((in.area.height + kBandRows - 1) / kBandRows),
        segments_((in.area.width + kShuffledPixels - 1) / kShuffledPixels),
        row_size_(static_cast<int64_t>((packed.groups + kLanes - 1) / kLanes *
                                       kLanes) *
                  kRowPixels) {
    scratch_ = arena.take_array<uint32_t>(slots_ * slot_size());
  }

  void run() override {
    for_each_job(in_.area.samples * bands_ * segments_, slots_,
                 [this](int job, int slot) {
                   const int segment = job % segments_;
                   const int band = job / segments_ % bands_;
                   run_band(job / segments_ / bands_, band * kBandRows,
                            segment * kShuffledPixels,
                            scratch_ + slot * slot_size());
                 });
  }

 private:
  static constexpr int64_t kSums =
      int64_t{4} * kShuffledChannels * kShuffledPixels;
  int64_t slot_size() const { return 3 * row_size_ + kSums; }

  void run_band(int sample, int first, int x, uint32_t* scratch) const {
    const int last = std::min(first + kBandRows, in_.area.height);
    const auto row = [&](int y) { return scratch + (y + 1) % 3 * row_size_; };
    transpose_row(sample, first - 1, x, row(first - 1));
    transpose_row(sample, first, x, row(first));
    for (int y = first; y < last; ++y) {
      transpose_row(sample, y + 1, x, row(y + 1));
      uint32_t* sums = scratch + 3 * row_size_;
      kernels_.shuffled_product({.rows = {row(y - 1), row(y), row(y + 1)},
                                 .pitch = kRowPixels,
                                 .groups = packed_.groups,
                                 .channels = packed_.channels,
                                 .weights = packed_.weights,
                                 .sums = sums});
      finish(sample, y, x, sums);
    }
  }

  /// The pixels x - 1 ... of row `y`, which may be of the border.
  void transpose_row(int sample, int y, int x, uint32_t* out) const {
    const Area& in = in_.area;
    const int group = group_of(in.type);
    transpose({.in = in.at(in.offset(sample, y, x - 1) + in_.channel),
               .in_pitch = in.pitch / group,
               .pixels = kRowPixels,
               .last_pixel = in.width + 1 - x,
               .groups = packed_.groups,
               .out = out,
               .out_pitch = kRowPixels});
  }

  void finish(int sample, int y, int x, const void* sums) const {
    const Area& out = store_.area;
    auto* picture = static_cast<float*>(out.data);
    finish_shuffled({.sums = sums,
                     .integers = packed_.type == Type::kUint8,
                     .scale = packed_.scale,
                     .bias = packed_.bias,
                     .curve = curve_of(store_.activation.kind),
                     .slope = store_.activation.slope,
                     .pixels = std::min(kShuffledPixels, in_.area.width - x),
                     .top = picture + out.offset(sample, 2 * y, 2 * x),
                     .bottom = picture + out.offset(sample, 2 * y + 1, 2 * x)});
  }

  const PackedShuffle& packed_;
  AreaSlice in_, store_;
  const Kernels& kernels_;
  int slots_, bands_, segments_;
  int64_t row_size_;  ///< groups of a transposed row
  uint32_t* scratch_;
};

}  // namespace

std::unique_ptr<Convolution> make_shuffled_convolution(
    const PackedShuffle& packed, const AreaSlice& in, const AreaSlice& store,
    Arena& arena) {
  return std::make_unique<ShuffledConvolution>(packed, in, store, arena);
}

}  // namespace p2p::avx512
