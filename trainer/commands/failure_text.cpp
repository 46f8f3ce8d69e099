// SPDX-License-Identifier: MIT
// LibTorch's errors without their traces, and its want of memory explained.
#include "trainer/commands/failure_text.h"

#include <new>

#include <c10/util/Exception.h>

namespace p2p {
namespace {

constexpr const char* kRemedy =
    "; use a smaller --batch_size (with --accumulate as much larger, it learns "
    "the same), --crop_size or --size, or --precision bf16";

/// The CPU's allocator throws the same type for all its failures.
bool wants_memory(const c10::Error& error) {
  return dynamic_cast<const c10::OutOfMemoryError*>(&error) != nullptr ||
         error.msg().find("DefaultCPUAllocator") != std::string::npos;
}

}  // namespace

std::string failure_text(const std::exception& error) {
  if (const auto* torch_error = dynamic_cast<const c10::Error*>(&error)) {
    const std::string text = torch_error->what_without_backtrace();
    return wants_memory(*torch_error)
               ? "there is not enough memory (" + text + ")" + kRemedy
               : "LibTorch failed: " + text;
  }
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr)
    return std::string("there is not enough memory") + kRemedy;
  return error.what();
}

}  // namespace p2p
