// SPDX-License-Identifier: MIT
// Exceptions as the P2pError that crosses the C table.
#pragma once

#include <cstddef>

#include "models/runtime/pix2pix_runtime.h"

namespace p2p {

/// What an exception without a code of its own means where it was caught.
struct ErrorContext {
  P2pErrorCode code;
  const char* message;  ///< for users; the exception's text becomes the detail
};

/// To be called while an exception is handled. Describes it in `error`, which
/// may be NULL. Does not allocate.
void describe_current_exception(ErrorContext context, P2pError* error) noexcept;

/// Copies a zero-terminated text, cut at a UTF-8 character if it is too long.
void copy_text(char* to, size_t capacity, const char* from) noexcept;

}  // namespace p2p
