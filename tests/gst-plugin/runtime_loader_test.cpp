// SPDX-License-Identifier: MIT
// Libraries that must be refused, each made for this test.
#include "gst-plugin/runtime_loader.h"

#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "gst-plugin/element_error.h"
#include "gst-plugin/loaded_library.h"
#include "tests/gst-plugin/environment.h"

namespace p2p {
namespace {

using testing::ScopedEnvironment;

/// The error's texts, or "" if the runtime was loaded.
std::string refusal(const RuntimeLocation& location) {
  try {
    load_runtime(location);
    return "";
  } catch (const ElementError& e) {
    EXPECT_EQ(e.domain(), GST_LIBRARY_ERROR);
    EXPECT_EQ(e.code(), GST_LIBRARY_ERROR_INIT);
    return e.what() + ("\n" + e.detail());
  }
}

bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

TEST(RuntimeLoader, LoadsTheFake) {
  EXPECT_STREQ(load_runtime({TEST_FAKE_RUNTIME, ""}).name, "fake");
}

TEST(RuntimeLoader, FollowsTheEnvironment) {
  const ScopedEnvironment elsewhere("PIX2PIX_RUNTIME", "/elsewhere.so");
  EXPECT_EQ(default_runtime_location().runtime, "/elsewhere.so");
}

TEST(RuntimeLoader, FallsBackToWhereItIsInstalled) {
  const ScopedEnvironment unset("PIX2PIX_RUNTIME", "");
  const std::string path = default_runtime_location().runtime;
  EXPECT_TRUE(path.starts_with("/"));
  EXPECT_TRUE(path.ends_with("/pix2pix/libpix2pix-runtime.so"));
}

TEST(RuntimeLoader, SaysThatTheRuntimeIsMissing) {
  const std::string text = refusal({"/no/such.so", ""});
  EXPECT_TRUE(has(text, "Install the pix2pix runtime")) << text;
  EXPECT_TRUE(has(text, "'/no/such.so' is missing")) << text;
}

TEST(RuntimeLoader, RefusesAFileThatIsNoLibrary) {
  const std::string text = refusal({"/etc/passwd", ""});
  EXPECT_TRUE(has(text, "'/etc/passwd' cannot be loaded")) << text;
}

TEST(RuntimeLoader, RefusesALibraryWithoutTheTable) {
  const std::string text = refusal({TEST_OTHER_LIBRARY, ""});
  EXPECT_TRUE(has(text, "is no pix2pix runtime")) << text;
}

TEST(RuntimeLoader, RefusesAnotherVersionAndNamesBoth) {
  const std::string text = refusal({TEST_OLD_RUNTIME, ""});
  EXPECT_TRUE(has(text, "has version 999")) << text;
  EXPECT_TRUE(has(text, "needs " + std::to_string(P2P_RUNTIME_VERSION)))
      << text;
}

TEST(RuntimeLoader, SaysThatLibTorchIsMissing) {
  const std::string text = refusal({TEST_RUNTIME_WITHOUT_LIBTORCH, ""});
  EXPECT_TRUE(has(text, "Install LibTorch again")) << text;
  EXPECT_TRUE(has(text, "libtorch_cpu.so: cannot open")) << text;
}

/// Loads a library of LibTorch's name into this process for one test.
class ForeignLibtorch : public ::testing::Test {
 protected:
  ForeignLibtorch() : library_(dlopen(TEST_LIBTORCH, RTLD_NOW)) {}
  ~ForeignLibtorch() override { dlclose(library_); }

  void* library_;
  std::string folder_ = std::filesystem::path(TEST_LIBTORCH).parent_path();
};

TEST_F(ForeignLibtorch, IsRefusedNamingBothPaths) {
  ASSERT_TRUE(library_) << dlerror();
  const std::string text = refusal({TEST_FAKE_RUNTIME, "/our/libtorch"});
  EXPECT_TRUE(has(text, TEST_LIBTORCH)) << text;
  EXPECT_TRUE(has(text, "'/our/libtorch/libtorch_cpu.so'")) << text;
}

TEST_F(ForeignLibtorch, IsOursWhenItIsTheSameFile) {
  ASSERT_TRUE(library_) << dlerror();
  EXPECT_EQ(refusal({TEST_FAKE_RUNTIME, folder_}), "");
  const auto link = std::filesystem::temp_directory_path() /
                    ("pix2pix-libtorch-" + std::to_string(getpid()));
  std::filesystem::create_directory_symlink(folder_, link);
  EXPECT_EQ(refusal({TEST_FAKE_RUNTIME, link}), "");
  std::filesystem::remove(link);
}

/// A plugin that brings LibTorch along is slow to scan, and absent when a
/// library is missing.
TEST(RuntimeLoader, IsNotNeededToMakeTheElement) {
  gst_object_unref(
      gst_object_ref_sink(gst_element_factory_make("pix2pixfilter", nullptr)));
  EXPECT_FALSE(find_other_library("libtorch", ""));
}

}  // namespace
}  // namespace p2p
