// SPDX-License-Identifier: MIT
// Each thread of the pool gets one turn; the turns share a counter.
#include "models/inference/parallel.h"

#include <algorithm>
#include <atomic>
#include <mutex>

#include <ATen/Parallel.h>

#include "models/inference/job_pool.h"

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
  // Within a job there are no other threads.
  thread_local bool in_job = false;
  if (threads <= 1 || in_job) return work(0);
  struct Mark {
    Mark() { in_job = true; }
    ~Mark() { in_job = false; }
  };
  const auto marked = [&](int slot) {
    const Mark mark;
    work(slot);
  };
  thread_local JobPool pool;
  pool.run(
      threads,
      [](void* all, int slot) { (*static_cast<decltype(marked)*>(all))(slot); },
      const_cast<void*>(static_cast<const void*>(&marked)));
}

}  // namespace p2p
