// SPDX-License-Identifier: MIT
// A queue of packaged tasks and the thread that empties it.
#include "models/runtime/worker.h"

#include <pthread.h>
#include <utility>

namespace p2p {

Worker::Worker() : thread_([this] { run_jobs(); }) {}

Worker::~Worker() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

std::future<void> Worker::submit(std::function<void()> job) {
  std::packaged_task<void()> task(std::move(job));
  std::future<void> ticket = task.get_future();
  {
    std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(task));
  }
  changed_.notify_one();
  return ticket;
}

void Worker::run_jobs() {
  pthread_setname_np(pthread_self(), "pix2pix");
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    if (jobs_.empty()) return;
    std::packaged_task<void()> task = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    task();
    lock.lock();
  }
}

}  // namespace p2p
