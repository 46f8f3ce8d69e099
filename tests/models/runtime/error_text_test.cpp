// SPDX-License-Identifier: MIT
// Every kind of exception has a code, and texts fit.
#include "models/runtime/error_text.h"

#include <new>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "models/runtime/backend.h"

namespace p2p {
namespace {

constexpr ErrorContext kContext{P2P_ERROR_INTERNAL, "context"};

template <typename Exception>
P2pError described(const Exception& exception) {
  P2pError error{};
  try {
    throw exception;
  } catch (...) {
    describe_current_exception(kContext, &error);
  }
  return error;
}

TEST(ErrorText, KeepsCodeAndTextsOfARuntimeError) {
  const P2pError error =
      described(RuntimeError(P2P_ERROR_DEVICE, "message", "detail"));
  EXPECT_EQ(error.code, P2P_ERROR_DEVICE);
  EXPECT_STREQ(error.message, "message");
  EXPECT_STREQ(error.detail, "detail");
}

TEST(ErrorText, CallsBadAllocOutOfMemory) {
  EXPECT_EQ(described(std::bad_alloc()).code, P2P_ERROR_OUT_OF_MEMORY);
}

TEST(ErrorText, PutsTheTextOfOtherExceptionsIntoTheDetail) {
  const P2pError error = described(std::logic_error("reason"));
  EXPECT_EQ(error.code, P2P_ERROR_INTERNAL);
  EXPECT_STREQ(error.message, "context");
  EXPECT_STREQ(error.detail, "reason");
}

TEST(ErrorText, SurvivesWhatIsNoException) {
  EXPECT_EQ(described(42).code, P2P_ERROR_INTERNAL);
}

TEST(ErrorText, MayHaveNobodyToTell) {
  try {
    throw 42;
  } catch (...) {
    describe_current_exception(kContext, nullptr);
  }
}

TEST(ErrorText, CutsLongTextsBehindAWholeCharacter) {
  char text[6];
  copy_text(text, sizeof(text), "abc\xC3\xA4\xC3\xB6");  // abc + 2 umlauts
  EXPECT_STREQ(text, "abc\xC3\xA4");
  copy_text(text, sizeof(text), "abcd\xC3\xA4");
  EXPECT_STREQ(text, "abcd");
  copy_text(text, sizeof(text), "abcde");
  EXPECT_STREQ(text, "abcde");
}

TEST(ErrorText, FitsAMessageOfAnyLength) {
  const P2pError error = described(RuntimeError(
      P2P_ERROR_FRAME, std::string(5000, 'm'), std::string(5000, 'd')));
  EXPECT_EQ(std::string(error.message).size(), sizeof(error.message) - 1);
  EXPECT_EQ(std::string(error.detail).size(), sizeof(error.detail) - 1);
}

}  // namespace
}  // namespace p2p
