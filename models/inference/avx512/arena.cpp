// SPDX-License-Identifier: MIT
// Pieces come from mmap: zero without being touched.
#include "models/inference/avx512/arena.h"

#include <algorithm>
#include <new>
#include <sys/mman.h>

namespace p2p::avx512 {
namespace {

constexpr size_t kAlignment = 64;
constexpr size_t kSlack = 256;
constexpr size_t kHugePage = size_t{2} << 20;
constexpr size_t kLeastPiece = 2 * kHugePage;

size_t round_up(size_t bytes, size_t to) { return (bytes + to - 1) / to * to; }

}  // namespace

void Arena::Unmap::operator()(std::byte* memory) const {
  munmap(memory, bytes);
}

void* Arena::take(size_t bytes) {
  const size_t needed = round_up(bytes + kSlack, kAlignment);
  if (needed > left_) add_piece(needed);
  void* result = next_;
  next_ += needed;
  left_ -= needed;
  return result;
}

void Arena::add_piece(size_t bytes) {
  // One page more, for a start on a huge page's boundary.
  const size_t size =
      round_up(std::max(bytes, kLeastPiece), kHugePage) + kHugePage;
  void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  auto* first = static_cast<std::byte*>(memory);
  pieces_.emplace_back(first, Unmap{size});
  const size_t skip = round_up(reinterpret_cast<size_t>(first), kHugePage) -
                      reinterpret_cast<size_t>(first);
  // Advice only: without it all works, on small pages.
  madvise(first + skip, size - kHugePage, MADV_HUGEPAGE);
  next_ = first + skip;
  left_ = size - kHugePage;
  bytes_ += left_;
}

}  // namespace p2p::avx512
