// SPDX-License-Identifier: MIT
// What the program prints of an exception.
#pragma once

#include <exception>
#include <string>

namespace p2p {

/// For the user: what is wrong, and for want of memory what to do about it.
std::string failure_text(const std::exception& error);

}  // namespace p2p
