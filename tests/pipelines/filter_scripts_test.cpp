// SPDX-License-Identifier: MIT
// maps and live-map with a fake network that inverts each frame.
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/pipelines/clip.h"
#include "tests/pipelines/script.h"
#include "tests/support/temporary_folder.h"

namespace p2p::tests {
namespace {

/// Of 255: two lossy codecs and GStreamer's rounding to YUV and back.
constexpr double kTolerance = 8;

class FilterScripts : public ::testing::Test {
 protected:
  FilterScripts() {
    make_clip(input);
    write_text(model, "invert\n");
  }

  testing::ChildResult maps(const std::vector<std::string>& arguments) {
    return run_script("maps", arguments, {kFakeRuntime});
  }
  testing::ChildResult live_map(const std::vector<std::string>& arguments) {
    return run_script("live-map", arguments,
                      {kFakeRuntime, "PIX2PIX_MODEL=" + model.string()});
  }

  /// `words` are in the one line that the script prints.
  void expect_refusal(const testing::ChildResult& result, int status,
                      const std::string& words) {
    EXPECT_EQ(result.status, status) << result.output;
    EXPECT_NE(result.output.find(words), std::string::npos) << result.output;
    EXPECT_EQ(result.output.find('\n'), result.output.size() - 1)
        << result.output;
    EXPECT_FALSE(std::filesystem::exists(output));
  }
  void expect_no_leftovers(size_t wanted) {
    EXPECT_EQ(count_files(folder.path()), wanted);
  }

  TemporaryFolder folder;
  std::filesystem::path input = folder / "in.avi";
  std::filesystem::path output = folder / "out.webm";
  std::filesystem::path model = folder / "invert.model";
};

void expect_colour(const Colour& found, const Colour& wanted) {
  EXPECT_NEAR(found.red, wanted.red, kTolerance);
  EXPECT_NEAR(found.green, wanted.green, kTolerance);
  EXPECT_NEAR(found.blue, wanted.blue, kTolerance);
}

/// 0x204060 inverted. With full range taken for limited, red would be 237.
TEST_F(FilterScripts, MapsShowsEveryFrameToTheNetwork) {
  const auto result = maps({input, output, model});
  ASSERT_EQ(result.status, 0) << result.output;
  EXPECT_NE(result.output.find("5 frames of 64x48 on cpu"), std::string::npos)
      << result.output;
  const Clip clip = read_clip(output);
  EXPECT_EQ(clip.frames, 5);
  EXPECT_EQ(clip.width, 64);
  EXPECT_EQ(clip.height, 48);
  expect_colour(clip.mean, {223, 191, 159});
  expect_no_leftovers(3);
}

TEST_F(FilterScripts, MapsTakesOddNamesAndSizes) {
  const auto from = folder / R"(ä "quoted" \ 'one'! .avi)";
  const auto to = folder / R"(its "map" ! \.mkv)";
  make_clip(from, {.frames = 2, .width = 65, .height = 47});
  const auto result = maps({from, to, model});
  ASSERT_EQ(result.status, 0) << result.output;
  const Clip clip = read_clip(to);
  EXPECT_EQ(clip.frames, 2);
  EXPECT_EQ(clip.width, 65);
  EXPECT_EQ(clip.height, 47);
}

TEST_F(FilterScripts, MapsRefusesWrongArguments) {
  const std::string in = input, out = output, net = model;
  expect_refusal(maps({}), 2, "--help");
  expect_refusal(maps({"--fast"}), 2, "'--fast'");
  expect_refusal(maps({in, out, net, "x"}), 2, "4 arguments");
  expect_refusal(maps({in, folder / "out.mp4", net}), 2, ".webm or .mkv");
  expect_refusal(maps({folder / "none.avi", out, net}), 1, "none.avi");
  expect_refusal(maps({in, out, folder / "none.model"}), 1, "none.model");
  expect_refusal(maps({in, folder / "none/out.webm", net}), 1, "/none'");
  expect_no_leftovers(2);
}

TEST_F(FilterScripts, MapsPassesOnWhatTheElementsSay) {
  write_text(model, "fail-frame=1\nframe-error=out-of-memory\n");
  write_text(output, "an earlier map");
  const auto failed = maps({input, output, model});
  EXPECT_EQ(failed.status, 1);
  EXPECT_NE(failed.output.find("in.avi to "), std::string::npos)
      << failed.output;
  EXPECT_EQ(failed.output.find("5 frames"), std::string::npos);
  EXPECT_EQ(read_text(output), "an earlier map");
  expect_no_leftovers(3);

  std::filesystem::remove(output);
  expect_refusal(maps({model, output, model}), 1, "invert.model to ");
  expect_refusal(run_script("maps", {input, output, model},
                            {"PIX2PIX_RUNTIME=/no/such.so"}),
                 1, "PIX2PIX_RUNTIME");
}

TEST_F(FilterScripts, SayWhenTheElementIsMissing) {
  const std::vector<std::string> elsewhere = {
      "GST_PLUGIN_PATH_1_0=", "PIX2PIX_BUILD=" + folder.path().string(),
      "GST_REGISTRY=" + (folder / "registry").string()};
  expect_refusal(run_script("maps", {input, output, model}, elsewhere), 1,
                 "no element 'pix2pixfilter': run ./setup");
}

TEST_F(FilterScripts, LiveMapMixesByOpacity) {
  struct Case {
    std::string opacity;
    Colour wanted;
  };
  for (const auto& [opacity, wanted] :
       {Case{"0", {32, 64, 96}}, Case{".25", {80, 96, 112}},
        Case{"1.0", {223, 191, 159}}}) {
    SCOPED_TRACE(opacity);
    const auto result = live_map({input, output, opacity});
    ASSERT_EQ(result.status, 0) << result.output;
    const Clip clip = read_clip(output);
    EXPECT_EQ(clip.frames, 5);
    EXPECT_EQ(clip.width, 64);
    EXPECT_EQ(clip.height, 48);
    expect_colour(clip.mean, wanted);
  }
  expect_no_leftovers(3);
}

/// More of them than wait beside a slow network.
TEST_F(FilterScripts, LiveMapKeepsManyFramesTogether) {
  make_clip(input, {.frames = 60});
  write_text(model, "invert\ndelay-ms=20\n");
  const auto result = live_map({input, output, "0.5"});
  ASSERT_EQ(result.status, 0) << result.output;
  EXPECT_NE(result.output.find("frames per second"), std::string::npos)
      << result.output;
  EXPECT_EQ(read_clip(output).frames, 60);
}

TEST_F(FilterScripts, LiveMapRefusesWrongArguments) {
  const std::string in = input, out = output;
  expect_refusal(live_map({}), 2, "--help");
  for (const char* opacity : {"1.1", "-0.5", "half", ".", "0.5,"})
    expect_refusal(live_map({in, out, opacity}), 2, "between 0 and 1");
  expect_refusal(live_map({folder / "none.avi"}), 1, "none.avi");
  expect_no_leftovers(2);
}

TEST_F(FilterScripts, LiveMapSaysWhenThereIsNoScreen) {
  const auto result = run_script(
      "live-map", {input},
      {kFakeRuntime, "PIX2PIX_MODEL=" + model.string(), "DISPLAY=",
       "WAYLAND_DISPLAY=", "XDG_RUNTIME_DIR=" + folder.path().string()});
  if (result.status == 0) GTEST_SKIP() << "a sink here needs no display";
  expect_refusal(result, 1, "name an OUTPUT file");
}

TEST(Scripts, PrintTheirUsage) {
  for (const char* name : {"demo", "maps", "live-map", "vessels"}) {
    const auto result = run_script(name, {"--help"});
    EXPECT_EQ(result.status, 0);
    EXPECT_EQ(result.output.find("Usage: pipelines/" + std::string(name)), 0)
        << result.output;
  }
}

}  // namespace
}  // namespace p2p::tests
