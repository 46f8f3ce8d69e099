// SPDX-License-Identifier: MIT
// Jobs over LibTorch's threads, handed out one by one.
#pragma once

namespace p2p {

/// Threads that share the work of this thread's parallel loops.
int thread_count();

/// Sets them for this thread; 0: as many as there were before any call set
/// them. LibTorch hands the number of the last call on to threads that are new,
/// whoever they belong to.
void use_threads(int count);

/// Calls `function(context, job, slot)` once for each job in 0 ... jobs - 1.
/// Calls of one slot (0 ... thread_count() - 1) never overlap. Whoever is
/// ready takes the next job, so that a thread which was held up delays its own
/// job only. Exceptions pass to the caller.
using JobFunction = void (*)(void* context, int job, int slot);
void run_jobs(int jobs, JobFunction function, void* context);

template <typename Function>
void for_each_job(int jobs, Function&& function) {
  run_jobs(
      jobs,
      [](void* context, int job, int slot) {
        (*static_cast<Function*>(context))(job, slot);
      },
      &function);
}

}  // namespace p2p
