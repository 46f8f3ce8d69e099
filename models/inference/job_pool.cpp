// SPDX-License-Identifier: MIT
#include "models/inference/job_pool.h"

#include <algorithm>
#include <csignal>
#include <pthread.h>
#include <system_error>
#include <utility>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace p2p {
namespace {

constexpr uint64_t kOpen = 1;
constexpr uint64_t kOneIn = uint64_t{1} << 1;        // 15 bits
constexpr uint64_t kOneEntered = uint64_t{1} << 16;  // 16 bits
constexpr uint64_t kGeneration = uint64_t{1} << 32;  // 32 bits
constexpr int kMostHelpers = (1 << 15) - 1;

bool is_open(uint64_t state) { return (state & kOpen) != 0; }
int helpers_in(uint64_t state) {
  return static_cast<int>((state % kOneEntered) / kOneIn);
}
int helpers_entered(uint64_t state) {
  return static_cast<int>((state % kGeneration) / kOneEntered);
}
uint64_t generation(uint64_t state) { return state / kGeneration; }

void pause_briefly() {
#if defined(__x86_64__)
  _mm_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/// Waits until `state` is no longer `seen`.
void wait_for_change(const std::atomic<uint64_t>& state, uint64_t seen,
                     int looks) {
  for (int i = 0; i < looks; ++i) {
    if (state.load(std::memory_order_relaxed) != seen) return;
    pause_briefly();
  }
  state.wait(seen, std::memory_order_relaxed);
}

/// All signals are blocked in threads that are started meanwhile.
class BlockedSignals {
 public:
  BlockedSignals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~BlockedSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_;
};

}  // namespace

JobPool::~JobPool() {
  ends_ = true;
  state_ += kGeneration;
  state_.notify_all();
  for (std::thread& helper : helpers_) helper.join();
}

void JobPool::grow(int helpers) {
  if (no_more_) return;
  const BlockedSignals blocked;
  while (static_cast<int>(helpers_.size()) < std::min(helpers, kMostHelpers))
    try {
      helpers_.emplace_back([this] { serve(); });
      pthread_setname_np(helpers_.back().native_handle(), "pix2pix-jobs");
    } catch (const std::system_error&) {
      no_more_ = true;
      return;
    }
}

void JobPool::run(int threads, Work work, void* context) {
  if (threads > 1) grow(threads - 1);
  if (threads <= 1 || helpers_.empty()) return work(context, 0);
  work_ = work;
  context_ = context;
  most_helpers_.store(threads - 1, std::memory_order_relaxed);
  const uint64_t next =
      (generation(state_.load(std::memory_order_relaxed)) + 1) * kGeneration;
  state_.store(next | kOpen, std::memory_order_release);
  state_.notify_all();
  work_and_note(0);
  close();
  if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
}

/// Nobody enters any more; those who are in finish.
void JobPool::close() {
  uint64_t state = state_.fetch_and(~kOpen, std::memory_order_acq_rel) & ~kOpen;
  while (helpers_in(state) > 0) {
    wait_for_change(state_, state, kLooks);
    state = state_.load(std::memory_order_acquire);
  }
}

void JobPool::serve() {
  uint64_t entered_last = 0;
  while (!ends_) {
    uint64_t state = state_.load(std::memory_order_acquire);
    const bool enters =
        is_open(state) && generation(state) != entered_last &&
        helpers_entered(state) < most_helpers_.load(std::memory_order_relaxed);
    if (!enters) {
      if (!ends_) wait_for_change(state_, state, kLooks);
      continue;
    }
    if (!state_.compare_exchange_weak(state, state + kOneEntered + kOneIn,
                                      std::memory_order_acq_rel))
      continue;
    entered_last = generation(state);
    work_and_note(helpers_entered(state) + 1);
    const uint64_t before = state_.fetch_sub(kOneIn, std::memory_order_acq_rel);
    if (helpers_in(before) == 1 && !is_open(before)) state_.notify_all();
  }
}

void JobPool::work_and_note(int slot) {
  try {
    work_(context_, slot);
  } catch (...) {
    const std::lock_guard lock(error_mutex_);
    if (!error_) error_ = std::current_exception();
  }
}

}  // namespace p2p
