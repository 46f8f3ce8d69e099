// SPDX-License-Identifier: MIT
// Jobs over some threads, handed out one by one.
#pragma once

namespace p2p {

/// Threads that share the work of this thread's parallel loops.
int thread_count();

/// Sets them for this thread; 0: as many as there were before any call set
/// them. LibTorch hands the number of the last call on to threads that are new,
/// whoever they belong to.
void use_threads(int count);

/// Calls `function(context, job, slot)` once for each job in 0 ... jobs - 1.
/// Calls of one slot (0 ... slots - 1) never overlap: whoever has memory for
/// each slot says for how many, since thread_count() may have changed since it
/// was made. Whoever is ready takes the next job, so that a thread which was
/// held up delays its own job only. Exceptions pass to the caller.
using JobFunction = void (*)(void* context, int job, int slot);
void run_jobs(int jobs, int slots, JobFunction function, void* context);

/// function(job, slot) on at most `slots` threads.
template <typename Function>
void for_each_job(int jobs, int slots, Function&& function) {
  run_jobs(
      jobs, slots,
      [](void* context, int job, int slot) {
        (*static_cast<Function*>(context))(job, slot);
      },
      &function);
}

/// function(job) on all threads.
template <typename Function>
void for_each_job(int jobs, Function&& function) {
  for_each_job(jobs, thread_count(), [&](int job, int) { function(job); });
}

}  // namespace p2p
