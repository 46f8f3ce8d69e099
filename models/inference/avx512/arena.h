// SPDX-License-Identifier: MIT
// Zeroed memory in few large pieces, on huge pages where the system has them.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace p2p::avx512 {

/// Hands out memory that lives as long as the arena. Not thread-safe.
class Arena {
 public:
  /// Zeroed, 64-byte aligned, with 256 readable bytes behind it: vectors may
  /// read past their last element. Throws std::bad_alloc.
  void* take(size_t bytes);

  template <typename T>
  T* take_array(size_t count) {
    return static_cast<T*>(take(count * sizeof(T)));
  }

  size_t bytes() const { return bytes_; }

 private:
  struct Unmap {
    size_t bytes;
    void operator()(std::byte* memory) const;
  };
  void add_piece(size_t bytes);

  std::vector<std::unique_ptr<std::byte, Unmap>> pieces_;
  std::byte* next_ = nullptr;
  size_t left_ = 0;
  size_t bytes_ = 0;
};

}  // namespace p2p::avx512
