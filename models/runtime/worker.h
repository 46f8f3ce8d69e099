// SPDX-License-Identifier: MIT
// One thread that runs jobs in the order in which they came.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>

namespace p2p {

/// OpenMP teams, oneDNN's caches and CUDA's current context belong to a thread;
/// an engine therefore keeps one of its own.
class Worker {
 public:
  Worker();
  /// Finishes what is queued, then joins. Not from a job.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// From any thread. The ticket's get() waits for the job and rethrows what it
  /// threw; it may outlive the worker. A job must not wait for another.
  std::future<void> submit(std::function<void()> job);

 private:
  void run_jobs();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::packaged_task<void()>> jobs_;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses the members above
};

}  // namespace p2p
