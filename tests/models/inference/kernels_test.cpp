// SPDX-License-Identifier: MIT
// When the GPU's kernels are chosen, and why not.
#include "models/inference/kernels.h"

#include <gtest/gtest.h>

#include "tests/support/expect_throw.h"

namespace p2p {
namespace {

using tests::message_of;

std::string refusal(torch::Device device, Precision precision) {
  return message_of([&] { choose_kernels(Kernels::kCuda, device, precision); });
}

TEST(Kernels, OfTheGpuAreNamed) {
  EXPECT_EQ(kernels_from_string("cuda"), Kernels::kCuda);
  EXPECT_STREQ(to_string(Kernels::kCuda), "cuda");
}

TEST(Kernels, OfTheGpuHaveToBeAskedFor) {
  EXPECT_EQ(
      choose_kernels(Kernels::kAuto, torch::kCUDA, Precision::kFp16).kernels,
      Kernels::kPlain);
}

TEST(Kernels, OfTheGpuAreRefusedOnTheCpu) {
  EXPECT_NE(refusal(torch::kCPU, Precision::kBf16).find("run on a GPU"),
            std::string::npos);
}

TEST(Kernels, OfTheGpuAreRefusedInFp32) {
  EXPECT_NE(refusal(torch::kCUDA, Precision::kFp32).find("fp16 and bf16"),
            std::string::npos);
}

}  // namespace
}  // namespace p2p
