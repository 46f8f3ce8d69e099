// SPDX-License-Identifier: MIT
// One thread, in order, nothing lost, errors to whom they belong.
#include "models/runtime/worker.h"

#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace p2p {
namespace {

TEST(Worker, RunsJobsInTheOrderOfSubmission) {
  std::vector<int> order;
  std::future<void> last;
  Worker worker;
  for (int i = 0; i < 100; ++i)
    last = worker.submit([&order, i] { order.push_back(i); });
  last.get();
  ASSERT_EQ(order.size(), 100u);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(order[i], i);
}

TEST(Worker, RunsEverythingOnOneThreadThatIsNotTheCallers) {
  std::set<std::thread::id> threads;
  Worker worker;
  for (int i = 0; i < 10; ++i)
    worker.submit([&] { threads.insert(std::this_thread::get_id()); }).get();
  EXPECT_EQ(threads.size(), 1u);
  EXPECT_FALSE(threads.contains(std::this_thread::get_id()));
}

TEST(Worker, CarriesAnExceptionIntoItsTicketAndGoesOn) {
  Worker worker;
  auto failing = worker.submit([] { throw std::out_of_range("this one"); });
  auto foreign = worker.submit([] { throw 42; });
  bool ran = false;
  auto next = worker.submit([&] { ran = true; });
  EXPECT_THROW(failing.get(), std::out_of_range);
  EXPECT_THROW(foreign.get(), int);
  EXPECT_NO_THROW(next.get());
  EXPECT_TRUE(ran);
}

TEST(Worker, FinishesWhatIsQueuedBeforeItEnds) {
  int done = 0;
  std::future<void> ticket;
  {
    Worker worker;
    for (int i = 0; i < 50; ++i)
      ticket = worker.submit([&] {
        std::this_thread::sleep_for(std::chrono::microseconds(200));
        ++done;
      });
  }
  EXPECT_EQ(done, 50);
  EXPECT_NO_THROW(ticket.get());
}

TEST(Worker, TakesJobsFromManyThreads) {
  int sum = 0;  // only the worker's thread touches it
  {
    Worker worker;
    std::vector<std::jthread> callers;
    for (int t = 0; t < 4; ++t)
      callers.emplace_back([&] {
        for (int i = 0; i < 100; ++i) worker.submit([&] { ++sum; }).get();
      });
  }
  EXPECT_EQ(sum, 400);
}

}  // namespace
}  // namespace p2p
