// SPDX-License-Identifier: MIT
// What stands behind the C table: the LibTorch engine or its fake twin.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "models/runtime/pix2pix_runtime.h"

namespace p2p {

/// An error that crosses the C table: `what()` is the user's sentence.
class RuntimeError : public std::runtime_error {
 public:
  RuntimeError(P2pErrorCode code, const std::string& message,
               std::string detail = {})
      : std::runtime_error(message), code_(code), detail_(std::move(detail)) {}

  P2pErrorCode code() const { return code_; }
  const std::string& detail() const { return detail_; }

 private:
  P2pErrorCode code_;
  std::string detail_;
};

/// A loaded model. Made, used and destroyed on its engine's thread only; every
/// function may throw, RuntimeError where the code matters. The engine asks for
/// info() once and prepares the training size, both right after loading.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual P2pEngineInfo info() const = 0;
  virtual void prepare(int width, int height) = 0;
  /// `job` has been checked by frame_check.h: as pix2pix_runtime.h says, and
  /// what the model takes. Its size is usually, not always, the one prepared
  /// last.
  virtual void run(const P2pJob& job) = 0;
};

/// The two implementations of this library-wide factory are
/// libtorch_backend.cpp and fake_backend.cpp; each shared library has one. The
/// strings of `options` are there during the call only.
std::unique_ptr<Backend> make_backend(const P2pEngineOptions& options);

/// "libtorch" or "fake".
const char* backend_name();

}  // namespace p2p
