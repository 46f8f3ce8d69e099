// SPDX-License-Identifier: MIT
// GoogleTest between gst_init() and gst_deinit(): the leaks tracer reports in
// the latter.
#include <gst/gst.h>

#include <gtest/gtest.h>

int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  testing::InitGoogleTest(&argc, argv);
  const int result = RUN_ALL_TESTS();
  gst_deinit();
  return result;
}
