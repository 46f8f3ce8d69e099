// SPDX-License-Identifier: MIT
// The only randomness of the scenes: hashes of a seed and integer coordinates.
#pragma once

#include <cstdint>
#include <string_view>

namespace p2p::scenes {

/// A place in an endless tree of hashes. Deriving a key has no side effect, so
/// whatever is drawn from it depends on the seed and the path to it alone, not
/// on the order of calls or on threads.
class Key {
 public:
  constexpr explicit Key(std::uint64_t seed) : value_(mix(seed)) {}

  /// The child for a purpose: `key["height"]`.
  constexpr Key operator[](std::string_view purpose) const {
    std::uint64_t folded = value_;
    for (const char letter : purpose) {
      folded = (folded ^ static_cast<unsigned char>(letter)) * kPrime;
    }
    return Key(folded);
  }

  /// The child at integer coordinates.
  constexpr Key at(std::int64_t i, std::int64_t j = 0) const {
    const auto a = static_cast<std::uint64_t>(i) * kOdd;
    return Key(mix(value_ ^ a) + static_cast<std::uint64_t>(j) * kPrime);
  }

  constexpr std::uint64_t value() const { return value_; }

  /// Uniform in [0, 1).
  constexpr double unit() const {
    return static_cast<double>(value_ >> 11) * 0x1.0p-53;
  }

  /// Uniform in [low, high).
  constexpr double between(double low, double high) const {
    return low + (high - low) * unit();
  }

  constexpr bool chance(double probability) const {
    return unit() < probability;
  }

  /// Uniform in 0 ... count - 1; count >= 1.
  constexpr int below(int count) const {
    return static_cast<int>(unit() * count);
  }

 private:
  static constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15;
  static constexpr std::uint64_t kPrime = 0x100000001B3;

  static constexpr std::uint64_t mix(std::uint64_t x) {
    x += kOdd;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
    return x ^ (x >> 31);
  }

  std::uint64_t value_;
};

}  // namespace p2p::scenes
