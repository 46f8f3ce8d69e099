// SPDX-License-Identifier: MIT
// Where training pairs come from: a two-method interface to be decorated.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include <torch/types.h>

namespace p2p {

/// Two pictures of the same place, [H, W, C], dense: uint8, or fp32 pixel
/// values from 0 to 255 (pixel_values.h).
struct Pair {
  torch::Tensor a;  ///< the generator's input
  torch::Tensor b;  ///< its target
  /// How much each pixel matters, uint8 [H, W, 1], 255 fully and 0 not at all;
  /// undefined where every pixel does.
  torch::Tensor region = {};
  /// Where the input is missing and has to be filled, uint8 [H, W, 1], 255 in
  /// holes; undefined: nothing is missing. `a` is whole all the same.
  torch::Tensor holes = {};
};

/// Memory that the pictures take.
inline size_t bytes_of(const Pair& pair) {
  size_t bytes = pair.a.nbytes();
  if (!pair.b.is_same(pair.a)) bytes += pair.b.nbytes();
  for (const torch::Tensor* part : {&pair.region, &pair.holes})
    if (part->defined()) bytes += part->nbytes();
  return bytes;
}

/// A list of pairs. All methods may be called from several threads at once.
///
///     auto pairs = std::make_shared<FilePairs>(aligned_files("maps/train"),
///                                              PairChannels{});
///     CachedPairs(std::make_shared<ResizedPairs>(pairs, 286)).get(0).a
class PairSource {
 public:
  virtual ~PairSource() = default;
  virtual size_t size() const = 0;
  /// `index` < size(). Throws std::runtime_error naming the file.
  virtual Pair get(size_t index) const = 0;
  /// For messages, sheets and tables.
  virtual std::string name(size_t index) const = 0;
};

using PairSourcePtr = std::shared_ptr<const PairSource>;

/// Which half of a pair is the input.
enum class Direction { kAtoB, kBtoA };

}  // namespace p2p
