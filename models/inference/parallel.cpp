// SPDX-License-Identifier: MIT
// at::parallel_for gives each thread one turn; the turns share a counter.
#include "models/inference/parallel.h"

#include <algorithm>
#include <atomic>
#include <mutex>

#include <ATen/Parallel.h>

namespace p2p {

int thread_count() { return at::get_num_threads(); }

void use_threads(int count) {
  static std::mutex mutex;
  static int before = 0;
  const std::lock_guard lock(mutex);
  if (before == 0) before = at::get_num_threads();
  at::set_num_threads(count > 0 ? count : before);
}

void run_jobs(int jobs, int slots, JobFunction function, void* context) {
  std::atomic<int> next{0};
  const auto work = [&](int slot) {
    for (int job = next++; job < jobs; job = next++)
      function(context, job, slot);
  };
  const int threads = std::min({jobs, slots, thread_count()});
  if (threads <= 1) return work(0);
  at::parallel_for(0, threads, /*grain_size=*/1,
                   [&](int64_t first, int64_t last) {
                     for (int64_t slot = first; slot < last; ++slot)
                       work(static_cast<int>(slot));
                   });
}

}  // namespace p2p
