// SPDX-License-Identifier: MIT
// Convolution as a product over gathered pixels.
#include <algorithm>

#include "models/inference/avx512/output.h"
#include "models/inference/parallel.h"

namespace p2p::avx512 {
namespace {

/// Jobs per thread, so that threads which fall behind can be helped.
constexpr int kJobsPerThread = 6;
/// Fewer rows would read the weights too often.
constexpr int kLeastRows = 24;

/// Whether some output pixel of `count` sees more than border through a tap.
bool touches(int tap, int step, int count, int size) {
  return tap + step * (count - 1) >= 0 && tap < size;
}

class DirectConvolution : public Convolution {
 public:
  DirectConvolution(const PackedConvolution& packed, const StepPlaces& places,
                    const Scratch& scratch)
      : packed_(packed),
        in_(places.in),
        output_(packed, places),
        scratch_(scratch),
        product_(kernels_of(packed.type).product) {
    for (const Phase& phase : packed.phases)
      for (const Block& block : packed.blocks)
        taps_.push_back(taps_of(phase, block));
    share_out();
  }

  void run() override {
    for_each_job(jobs_, scratch_.slots(),
                 [this](int job, int slot) { run_job(job, slot); });
  }

 private:
  /// Taps that see nothing but a zero border are left out.
  std::vector<Tap> taps_of(const Phase& phase, const Block& block) const {
    std::vector<Tap> taps;
    const Area& in = in_.area;
    const bool zero = in.fill == Border::kZero && packed_.type != Type::kUint8;
    for (size_t t = 0; t < phase.taps.size(); ++t) {
      const auto [y, x] = phase.taps[t];
      const bool used =
          touches(y, packed_.step_in, output_.phase_height(), in.height) &&
          (joined() ||
           touches(x, packed_.step_in, output_.phase_width(), in.width));
      if (zero && !used) continue;
      taps.push_back({y * in.row_pitch() + static_cast<int64_t>(x) * in.pitch,
                      static_cast<int64_t>(t) * packed_.tap_size(block)});
    }
    return taps;
  }

  /// A tap is a whole row of the kernel.
  bool joined() const {
    return packed_.groups * group_of(packed_.type) > in_.area.pitch;
  }

  void share_out() {
    pixels_ =
        output_.samples() * output_.phase_height() * output_.phase_width();
    const int products = static_cast<int>(taps_.size());
    const int wanted = kJobsPerThread * thread_count();
    const int chunks = (wanted + products - 1) / products;
    rows_ = std::clamp((pixels_ + chunks - 1) / chunks, kLeastRows, kMaxRows);
    rows_ = rows_ / kLeastRows * kLeastRows;
    chunks_ = (pixels_ + rows_ - 1) / rows_;
    jobs_ = products * chunks_;
  }

  void run_job(int job, int slot) const {
    const int product = job / chunks_;
    const int first = job % chunks_ * rows_;
    const int count = std::min(rows_, pixels_ - first);
    const size_t phase = product / packed_.blocks.size();
    const size_t block = product % packed_.blocks.size();
    const Cells cells{0, 0, output_.samples(), output_.phase_height(),
                      output_.phase_width()};
    int64_t rows[kMaxRows];
    locate(cells, first, count, in_.area, {0, 0, packed_.step_in}, in_.channel,
           rows);
    const std::vector<Tap>& taps = taps_[product];
    float* sums = scratch_.products(slot);
    product_({.input = in_.area.data,
              .rows = rows,
              .n_rows = count,
              .taps = taps.data(),
              .n_taps = static_cast<int>(taps.size()),
              .groups = packed_.groups,
              .weights = packed_.weights_of(phase, block),
              .vectors = packed_.blocks[block].vectors,
              .out = sums});
    Output::Rows out;
    output_.locate(cells, first, count, 1, phase, block, out);
    output_.write(sums, out, first, count, phase, block);
  }

  const PackedConvolution& packed_;
  AreaSlice in_;
  Output output_;
  const Scratch& scratch_;
  void (*product_)(const Product&);
  std::vector<std::vector<Tap>> taps_;  ///< by phase and block
  int pixels_ = 0, rows_ = 0, chunks_ = 0, jobs_ = 0;
};

}  // namespace

std::unique_ptr<Convolution> make_direct_convolution(
    const PackedConvolution& packed, const StepPlaces& places,
    const Scratch& scratch) {
  return std::make_unique<DirectConvolution>(packed, places, scratch);
}

}  // namespace p2p::avx512
