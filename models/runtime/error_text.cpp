// SPDX-License-Identifier: MIT
// One place that knows every kind of exception, so that none gets further.
#include "models/runtime/error_text.h"

#include <cstring>
#include <exception>
#include <new>

#include "models/runtime/backend.h"

namespace p2p {
namespace {

constexpr char kOutOfMemory[] =
    "Not enough memory: use smaller frames or a smaller model, or close other "
    "programs.";

void fill(P2pError* error, ErrorContext context, const char* detail) noexcept {
  if (!error) return;
  error->code = context.code;
  copy_text(error->message, sizeof(error->message), context.message);
  copy_text(error->detail, sizeof(error->detail), detail);
}

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

}  // namespace

void copy_text(char* to, size_t capacity, const char* from) noexcept {
  size_t length = strnlen(from, capacity);
  if (length == capacity) {
    --length;
    while (length > 0 && is_continuation(from[length])) --length;
  }
  std::memcpy(to, from, length);
  to[length] = '\0';
}

void describe_current_exception(ErrorContext context,
                                P2pError* error) noexcept {
  try {
    throw;
  } catch (const RuntimeError& e) {
    fill(error, {e.code(), e.what()}, e.detail().c_str());
  } catch (const std::bad_alloc& e) {
    fill(error, {P2P_ERROR_OUT_OF_MEMORY, kOutOfMemory}, e.what());
  } catch (const std::exception& e) {
    fill(error, context, e.what());
  } catch (...) {
    fill(error, context, "an exception of unknown type");
  }
}

}  // namespace p2p
