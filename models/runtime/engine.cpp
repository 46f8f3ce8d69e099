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

std::future<void> P2pEngine::submit(const P2pFrame& input,
                                    const P2pFrame& output) {
  p2p::check_frames(input, output, info_);
  return worker_.submit([=, this] { backend_->run(input, output); });
}

void P2pEngine::load(const P2pEngineOptions& options) {
  backend_ = p2p::make_backend(options);
  info_ = backend_->info();
  backend_->prepare(info_.training_width, info_.training_height);
}
