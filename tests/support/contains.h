// SPDX-License-Identifier: MIT
// What a text says.
#pragma once

#include <string>

#include <gtest/gtest.h>

namespace p2p::tests {

/// For EXPECT_TRUE: shows both if `text` does not contain `part`.
inline ::testing::AssertionResult contains(const std::string& text,
                                           const std::string& part) {
  if (text.find(part) != std::string::npos)
    return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure()
         << "'" << part << "' is not in '" << text << "'";
}

}  // namespace p2p::tests
