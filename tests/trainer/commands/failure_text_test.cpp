// SPDX-License-Identifier: MIT
#include "trainer/commands/failure_text.h"

#include <new>
#include <stdexcept>

#include <ATen/ops/empty.h>
#include <c10/util/Exception.h>
#include <gtest/gtest.h>

#include "tests/support/contains.h"

namespace p2p {
namespace {

using tests::contains;

TEST(FailureText, NamesWhatHelpsAgainstTooLittleHostMemory) {
  try {
    at::empty({int64_t{1} << 55});
    FAIL() << "so much memory there is not";
  } catch (const std::exception& error) {
    const std::string text = failure_text(error);
    EXPECT_TRUE(contains(text, "there is not enough memory")) << text;
    EXPECT_TRUE(contains(text, "--batch_size")) << text;
  }
}

TEST(FailureText, NamesWhatHelpsAgainstTooLittleDeviceMemory) {
  const c10::OutOfMemoryError error({__func__, __FILE__, __LINE__},
                                    "CUDA out of memory");
  const std::string text = failure_text(error);
  EXPECT_TRUE(contains(text, "CUDA out of memory")) << text;
  EXPECT_TRUE(contains(text, "--accumulate")) << text;
}

TEST(FailureText, NamesWhatHelpsAgainstABadAllocation) {
  EXPECT_TRUE(contains(failure_text(std::bad_alloc()), "--batch_size"));
}

TEST(FailureText, LeavesOtherErrorsAlone) {
  EXPECT_EQ(failure_text(std::runtime_error("no such folder")),
            "no such folder");
  const c10::Error error({__func__, __FILE__, __LINE__}, "sizes differ");
  EXPECT_EQ(failure_text(error).rfind("LibTorch failed: sizes differ", 0), 0u);
}

}  // namespace
}  // namespace p2p
