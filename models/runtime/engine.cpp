// SPDX-License-Identifier: MIT
// Carries each call to the backend's thread.
#include "models/runtime/engine.h"

#include "models/runtime/frame_check.h"

P2pEngine::P2pEngine(const P2pEngineOptions& options) {
  try {
    worker_.submit([&] { load(options); }).get();
  } catch (...) {
    // Whatever of the backend exists goes where it was made.
    worker_.submit([this] { backend_.reset(); }).wait();
    throw;
  }
}

P2pEngine::~P2pEngine() {
  try {
    worker_.submit([this] { backend_.reset(); }).wait();
  } catch (...) {
    // No memory for the job: the backend is destroyed on this thread instead,
    // after the worker has ended.
  }
}

void P2pEngine::prepare(int width, int height) {
  p2p::check_frame_size(width, height);
  worker_.submit([=, this] { backend_->prepare(width, height); }).get();
}

std::future<void> P2pEngine::submit(const P2pJob& job) {
  p2p::check_job(job, info_);
  // Only the structs are the caller's: the mask's must be kept, too.
  return worker_.submit([this, own = P2pJob(job),
                         mask = job.mask ? *job.mask : P2pFrame{}]() mutable {
    if (own.mask) own.mask = &mask;
    backend_->run(own);
  });
}

void P2pEngine::load(const P2pEngineOptions& options) {
  backend_ = p2p::make_backend(options);
  info_ = backend_->info();
  backend_->prepare(info_.training_width, info_.training_height);
}
