// SPDX-License-Identifier: MIT
// Jobs: each once, on several threads at once, with exceptions passed on.
#include "models/inference/parallel.h"

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

namespace p2p {
namespace {

/// Two threads for a test, whatever the machine has.
class TwoThreads {
 public:
  TwoThreads() : before_(at::get_num_threads()) { at::set_num_threads(2); }
  ~TwoThreads() { at::set_num_threads(before_); }

 private:
  int before_;
};

TEST(Jobs, EachRunsOnce) {
  const TwoThreads threads;
  for (const int count : {0, 1, 2, 3, 100}) {
    std::vector<std::atomic<int>> runs(count);
    for_each_job(count, [&](int job) { ++runs[job]; });
    for (const auto& n : runs) EXPECT_EQ(n, 1);
  }
}

// A number that one engine was given is not that of the next, which was given
// none and runs on a thread of its own.
TEST(Threads, AreThoseOfTheStartWhereNoneAreAskedFor) {
  const auto count_after_asking = [](int count) {
    int found = 0;
    std::thread([&] {
      use_threads(count);
      found = thread_count();
    }).join();
    return found;
  };
  const int start = count_after_asking(0);
  EXPECT_EQ(count_after_asking(start + 1), start + 1);
  EXPECT_EQ(count_after_asking(0), start);
}

TEST(Jobs, TwoRunAtTheSameTime) {
  const TwoThreads threads;
  constexpr std::chrono::seconds kPatience{20};
  std::atomic<int> started{0};
  std::atomic<int> met{0};
  for_each_job(2, [&](int) {
    ++started;
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (started < 2 && std::chrono::steady_clock::now() < end)
      std::this_thread::yield();
    if (started == 2) ++met;
  });
  EXPECT_EQ(met, 2);
}

TEST(Jobs, SlotsAreNeverUsedTwiceAtOnce) {
  const TwoThreads threads;
  std::atomic<int> busy[2] = {0, 0};
  std::atomic<int> clashes{0};
  for_each_job(1000, 2, [&](int, int slot) {
    ASSERT_LT(slot, 2);
    if (busy[slot].exchange(1)) ++clashes;
    busy[slot] = 0;
  });
  EXPECT_EQ(clashes, 0);
}

// Memory that was made when there was one thread.
TEST(Jobs, StayWithinTheSlotsThatThereAre) {
  const TwoThreads threads;
  std::atomic<int> others{0};
  for_each_job(1000, 1, [&](int, int slot) { others += slot != 0; });
  EXPECT_EQ(others, 0);
}

TEST(Jobs, PassExceptionsOn) {
  const TwoThreads threads;
  EXPECT_THROW(for_each_job(10,
                            [](int job) {
                              if (job == 7) throw std::runtime_error("job");
                            }),
               std::runtime_error);
}

}  // namespace
}  // namespace p2p
