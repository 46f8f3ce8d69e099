// SPDX-License-Identifier: MIT
// Errors are tested by what they tell the user.
#pragma once

#include <exception>
#include <string>

namespace p2p::tests {

/// The message that `action` throws, or "" if it does not throw.
template <typename Action>
std::string message_of(Action action) {
  try {
    action();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

}  // namespace p2p::tests
