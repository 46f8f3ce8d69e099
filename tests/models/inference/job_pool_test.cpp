// SPDX-License-Identifier: MIT
// Helpers: each slot once, all work done, exceptions passed on.
#include "models/inference/job_pool.h"

#include <atomic>
#include <numeric>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include "models/inference/parallel.h"

namespace p2p {
namespace {

/// `jobs` that are counted, shared out as run_jobs() does.
struct Counted {
  explicit Counted(int jobs, int slots) : done(jobs), used(slots) {}

  static void work(void* self, int slot) {
    Counted& all = *static_cast<Counted*>(self);
    ++all.used[slot];
    const int count = static_cast<int>(all.done.size());
    for (int job = all.next++; job < count; job = all.next++) ++all.done[job];
  }

  std::atomic<int> next{0};
  std::vector<std::atomic<int>> done, used;
};

TEST(JobPool, DoesAllOnceOnSlotsThatAreDistinct) {
  constexpr int kMostThreads = 5;
  JobPool pool;
  for (int run = 0; run < 20000; ++run) {
    const int threads = 1 + run % kMostThreads;
    Counted all(1 + run % 13, kMostThreads);
    pool.run(threads, Counted::work, &all);
    for (const auto& times : all.done) ASSERT_EQ(times, 1) << run;
    EXPECT_EQ(all.used[0], 1);
    for (int slot = 1; slot < kMostThreads; ++slot)
      ASSERT_LE(all.used[slot], slot < threads ? 1 : 0) << run;
  }
}

TEST(JobPool, PassesAnExceptionOnAndGoesOn) {
  JobPool pool;
  for (int i = 0; i < 3; ++i)
    EXPECT_THROW(
        pool.run(
            3, [](void*, int) { throw std::runtime_error("work"); }, nullptr),
        std::runtime_error);
  Counted all(10, 3);
  pool.run(3, Counted::work, &all);
  EXPECT_EQ(all.next,
            10 + std::accumulate(all.used.begin(), all.used.end(), 0));
}

TEST(JobPool, JobsWithinJobsRunWhereTheyAre) {
  std::atomic<int> runs{0};
  for_each_job(4, [&](int) { for_each_job(5, [&](int) { ++runs; }); });
  EXPECT_EQ(runs, 20);
}

}  // namespace
}  // namespace p2p
