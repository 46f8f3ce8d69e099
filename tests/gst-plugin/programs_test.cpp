// SPDX-License-Identifier: MIT
// Programs of others, and the embedding example, with the built plugin.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "tests/gst-plugin/child_process.h"
#include "tests/models/runtime/fake_model.h"

namespace p2p::testing {
namespace {

/// A sanitized plugin does not load into programs that are not.
#ifdef __SANITIZE_ADDRESS__
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

TEST(GstInspect, ListsTheElementWithoutARuntime) {
  if (kSanitized) GTEST_SKIP() << "the plugin is sanitized";
  const std::string registry = FakeModel("").path();  // removed: scanned anew
  const ChildResult child =
      run_child({"gst-inspect-1.0", "pix2pixfilter"},
                {"PIX2PIX_RUNTIME=/no/such.so", "GST_REGISTRY=" + registry});
  std::filesystem::remove(registry);
  EXPECT_EQ(child.status, 0);
  for (const char* words :
       {"Filter/Effect/Video", "MIT/X11", "norm-stats", "active-device", "bf16",
        "changeable only in NULL or READY state"})
    EXPECT_NE(child.output.find(words), std::string::npos) << words;
  EXPECT_EQ(child.output.find("unknown license"), std::string::npos);
}

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// 3x2 pixels: rows whose length is no multiple of GStreamer's alignment.
TEST(EmbedProgram, RunsAPictureThroughTheElement) {
  const FakeModel model("invert"), input(""), output("");
  std::string pixels(18, '\x10'), inverted(18, '\xEF');
  pixels[10] = '\x01';
  inverted[10] = '\xFE';
  std::ofstream(input.path()) << "P6\n3 2\n255\n" << pixels;
  const ChildResult child = run_child(
      {TEST_EMBED_PROGRAM, model.path(), input.path(), output.path()});
  EXPECT_EQ(child.status, 0) << child.output;
  EXPECT_EQ(read_file(output.path()), "P6\n3 2\n255\n" + inverted);
}

TEST(EmbedProgram, PassesOnWhatTheElementSays) {
  const FakeModel input("");
  std::ofstream(input.path()) << "P6\n1 1\n255\nabc";
  const std::string output = input.path() + ".out";
  const ChildResult child =
      run_child({TEST_EMBED_PROGRAM, "/no/such/model", input.path(), output});
  EXPECT_EQ(child.status, 1);
  EXPECT_NE(child.output.find("/no/such/model"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(output));
}

TEST(EmbedProgram, RefusesWhatIsNoPicture) {
  const FakeModel model("invert"), input("P6 99999999999 1 255\n");
  const ChildResult child =
      run_child({TEST_EMBED_PROGRAM, model.path(), input.path(), "/dev/null"});
  EXPECT_EQ(child.status, 1);
  EXPECT_NE(child.output.find(input.path()), std::string::npos);
}

}  // namespace
}  // namespace p2p::testing
