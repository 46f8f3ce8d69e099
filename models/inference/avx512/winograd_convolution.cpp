// SPDX-License-Identifier: MIT
// Winograd's minimal filtering for 4x4 kernels with stride 2 in either
// direction (Winograd 1980; Lavin and Gray 2016, section 4).
//
// Every output pixel of such a layer is a sum of 2x2 convolutions over every
// second input pixel. Along one axis two outputs of one cost three products
// instead of four, of d0 - d1, d1 and d1 - d2 with g0, g0 + g1 and g1. The
// first and last factor are differences of neighbouring pixels, so the whole
// input is transformed once into three pictures of its own size - differences
// along x, along y and along both - and all tiles and phases share them.
#include <algorithm>

#include "models/inference/avx512/output.h"
#include "models/inference/parallel.h"

namespace p2p::avx512 {
namespace {

constexpr int kProducts = 9;
/// Differences are made for a band of rows at a time, so that they stay in the
/// second and third cache.
constexpr int64_t kBandBytes = int64_t{4} << 20;
/// Tiles that are transformed back at once.
constexpr int kTilesAtOnce = 8;
constexpr int kJobsPerThread = 4;
constexpr int kLeastTiles = 24;

class WinogradConvolution : public Convolution {
 public:
  WinogradConvolution(const PackedConvolution& packed, const StepPlaces& places,
                      const Scratch& scratch, Arena& arena)
      : packed_(packed),
        in_(places.in),
        output_(packed, places),
        scratch_(scratch),
        kernels_(kernels_of(packed.type)),
        tile_rows_(output_.phase_height() / 2),
        tile_columns_(output_.phase_width() / 2) {
    choose_bands();
    const int64_t bytes =
        band_area_rows() * in_.area.row_pitch() * size_of(packed.type);
    for (void*& picture : differences_) picture = arena.take(bytes);
  }

  void run() override {
    for (int sample = 0; sample < output_.samples(); sample += band_samples_)
      for (int row = 0; row < tile_rows_; row += band_tile_rows_)
        run_band({sample, row,
                  std::min(band_samples_, output_.samples() - sample),
                  std::min(band_tile_rows_, tile_rows_ - row), tile_columns_});
  }

 private:
  /// Input pixels between tiles.
  int tile_step() const { return 2 * packed_.step_in; }
  /// Input pixels between the pixels of a chain.
  int chain_step() const { return packed_.step_in; }
  /// Input rows that a band's tiles touch: one above, and below as far as the
  /// differences reach.
  int rows_of(int tile_rows) const { return tile_rows * tile_step() + 3; }

  int64_t band_area_rows() const {
    return band_samples_ == 1 ? rows_of(band_tile_rows_)
                              : static_cast<int64_t>(band_samples_) *
                                    in_.area.rows_per_sample();
  }

  void choose_bands() {
    const int64_t row_bytes = 3 * in_.area.row_pitch() * size_of(packed_.type);
    const int64_t rows = std::max<int64_t>(kBandBytes / row_bytes, 1);
    const int64_t samples = rows / in_.area.rows_per_sample();
    band_samples_ =
        static_cast<int>(std::clamp<int64_t>(samples, 1, output_.samples()));
    band_tile_rows_ = samples >= 1
                          ? tile_rows_
                          : static_cast<int>(std::clamp<int64_t>(
                                (rows - 3) / tile_step(), 1, tile_rows_));
  }

  void run_band(const Cells& band) {
    make_differences(band);
    const int tiles = band.count();
    const int products =
        static_cast<int>(packed_.phases.size() * packed_.blocks.size());
    const int wanted = kJobsPerThread * thread_count();
    const int least = (wanted + products - 1) / products;
    const int rows =
        std::clamp((tiles + least - 1) / least / kLeastTiles * kLeastTiles,
                   kLeastTiles, kMaxRows);
    const int chunks = (tiles + rows - 1) / rows;
    for_each_job(products * chunks, scratch_.slots(), [&](int job, int slot) {
      const int first = job % chunks * rows;
      run_tiles(band, first, std::min(rows, tiles - first), job / chunks, slot);
    });
  }

  /// Rows of the area that the band reads, as [first, first + count).
  int64_t first_row(const Cells& band) const {
    return in_.area.row(band.sample, band.row * tile_step() - 1);
  }

  void make_differences(const Cells& band) {
    const Area& in = in_.area;
    const int64_t first = first_row(band);
    // Differences of a sample's last rows would reach below its border.
    const int per_sample =
        std::min(rows_of(band.rows), in.height + in.border + 1 - chain_step() -
                                         band.row * tile_step());
    for_each_job(band.samples * per_sample, [&](int job) {
      const int64_t row =
          first +
          static_cast<int64_t>(job / per_sample) * in.rows_per_sample() +
          job % per_sample;
      const int64_t from = row * in.row_pitch();
      const int64_t to = (row - first) * in.row_pitch() * size_of(in.type);
      kernels_.differences(
          {.in = in.at(from),
           .dx = static_cast<char*>(differences_[0]) + to,
           .dy = static_cast<char*>(differences_[1]) + to,
           .dxy = static_cast<char*>(differences_[2]) + to,
           .count = in.row_pitch(),
           .step_x = static_cast<int64_t>(chain_step()) * in.pitch,
           .step_y = chain_step() * in.row_pitch()});
    });
  }

  /// One block of channels of one phase for `count` tiles.
  void run_tiles(const Cells& band, int first, int count, int which, int slot) {
    const size_t phase = which / packed_.blocks.size();
    const size_t block = which % packed_.blocks.size();
    int64_t rows[kMaxRows];
    locate(band, first, count, in_.area, {0, 0, tile_step()}, in_.channel,
           rows);
    const int64_t pitch =
        static_cast<int64_t>(count) * packed_.blocks[block].vectors * kLanes;
    float* products = scratch_.products(slot);
    for (int p = 0; p < kProducts; ++p)
      multiply(band, p, rows, count, phase, block, products + p * pitch);
    Output::Rows out;
    output_.locate(band, first, count, 2, phase, block, out);
    write(products, pitch, out, count, phase, block, scratch_.pixels(slot));
  }

  void multiply(const Cells& band, int product, const int64_t* rows, int count,
                size_t phase, size_t block, float* out) const {
    const int y = product / 3;
    const int x = product % 3;
    const Area& in = in_.area;
    // The pictures of differences begin at the band's first row.
    const bool plain = y == 1 && x == 1;
    const void* input = plain    ? in.data
                        : y == 1 ? differences_[0]
                        : x == 1 ? differences_[1]
                                 : differences_[2];
    const int64_t skipped = plain ? 0 : first_row(band) * in.row_pitch();
    const auto shift = [this](int axis_product) {
      return axis_product == 0 ? 0 : chain_step();
    };
    const std::vector<PixelTap>& chains = packed_.phases[phase].taps;
    const int64_t tap_size = packed_.tap_size(packed_.blocks[block]);
    Tap taps[4];
    for (size_t t = 0; t < chains.size(); ++t)
      taps[t] = {(chains[t].y + shift(y)) * in.row_pitch() +
                     static_cast<int64_t>(chains[t].x + shift(x)) * in.pitch -
                     skipped,
                 static_cast<int64_t>(product * chains.size() + t) * tap_size};
    kernels_.product({.input = input,
                      .rows = rows,
                      .n_rows = count,
                      .taps = taps,
                      .n_taps = static_cast<int>(chains.size()),
                      .groups = packed_.groups,
                      .weights = packed_.weights_of(phase, block),
                      .vectors = packed_.blocks[block].vectors,
                      .out = out});
  }

  void write(const float* products, int64_t pitch, const Output::Rows& rows,
             int count, size_t phase, size_t block, float* pixels) const {
    const int vectors = packed_.blocks[block].vectors;
    const int64_t tile_pitch = static_cast<int64_t>(vectors) * kLanes;
    for (int first = 0; first < count; first += kTilesAtOnce) {
      const int n = std::min(kTilesAtOnce, count - first);
      for (int i = 0; i < n; ++i)
        output_transform(products + (first + i) * tile_pitch, pitch, vectors,
                         pixels + 4 * i * tile_pitch);
      output_.write_tiles(pixels, rows, first, n, phase, block);
    }
  }

  const PackedConvolution& packed_;
  AreaSlice in_;
  Output output_;
  const Scratch& scratch_;
  const Kernels& kernels_;
  int tile_rows_, tile_columns_;
  int band_samples_ = 1, band_tile_rows_ = 1;
  void* differences_[3] = {};  ///< along x, along y, along both
};

}  // namespace

std::unique_ptr<Convolution> make_winograd_convolution(
    const PackedConvolution& packed, const StepPlaces& places,
    const Scratch& scratch, Arena& arena) {
  return std::make_unique<WinogradConvolution>(packed, places, scratch, arena);
}

}  // namespace p2p::avx512
