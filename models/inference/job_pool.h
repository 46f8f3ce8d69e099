// SPDX-License-Identifier: MIT
// Threads that help one other thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace p2p {

/// Helpers of the thread that calls run(). Unlike an OpenMP team nobody waits
/// for a helper that has not begun: on a machine that others keep busy a loop
/// takes as long as its own thread needs at most. Helpers look for work for
/// some microseconds, the time between the loops of a frame, and sleep then.
/// All signals are left to the program's own threads. A thread that cannot be
/// had is done without.
class JobPool {
 public:
  JobPool() = default;
  /// Ends the helpers.
  ~JobPool();
  JobPool(const JobPool&) = delete;
  JobPool& operator=(const JobPool&) = delete;

  using Work = void (*)(void* context, int slot);

  /// Calls work(context, 0) here and work(context, slot) on helpers that are
  /// free, with slots from 1 to threads - 1, each of which once at most. `work`
  /// shares out what there is to do by itself; one that finds nothing left
  /// returns. Returns when all have, and rethrows the first exception. For one
  /// thread at a time.
  void run(int threads, Work work, void* context);

 private:
  void grow(int helpers);
  void serve();
  void work_and_note(int slot);
  void close();

  /// How often a helper looks again before it sleeps.
  static constexpr int kLooks = 2000;

  /// Generation, helpers that have entered it, helpers in it, and whether it is
  /// open: a helper enters by one exchange or not at all.
  std::atomic<uint64_t> state_{0};
  std::atomic<int> most_helpers_{0};
  std::atomic<bool> ends_{false};
  Work work_ = nullptr;  ///< this and the next change while nobody is in
  void* context_ = nullptr;

  std::mutex error_mutex_;
  std::exception_ptr error_;

  std::vector<std::thread> helpers_;
  bool no_more_ = false;  ///< threads are to be had
};

}  // namespace p2p
