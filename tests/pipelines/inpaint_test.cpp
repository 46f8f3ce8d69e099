// SPDX-License-Identifier: MIT
// inpaint with a fake network that inverts what is in a hole.
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
/// Of a still of a black clip, which is not lossy.
constexpr double kStillTolerance = 0.6;

class Inpaint : public ::testing::Test {
 protected:
  Inpaint() {
    write_text(model, "invert\ntakes-mask\n");
    make_clip(video, {.frames = 5, .width = 64, .height = 48, .colour = 0});
  }

  testing::ChildResult inpaint(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(),
                     {"--out", out, "--model", model, "--video", video});
    return run_script("inpaint", arguments, {kFakeRuntime});
  }

  TemporaryFolder folder;
  std::string out = folder / "out";
  std::string model = folder / "fill.model";
  std::string video = folder / "clip.avi";
};

/// Left the frame with its hole, magenta, 8x10 of 64x48 pixels; right the
/// filled one, where it is the inverse, green. The rest of both is black.
TEST_F(Inpaint, ShowsAFrameBeforeAndAfter) {
  const auto result = inpaint({});
  ASSERT_EQ(result.status, 0) << result.output;
  const Clip still = read_clip(out + "/inpaint.png");
  EXPECT_EQ(still.width, 128);
  EXPECT_EQ(still.height, 48);
  constexpr double kShare = 8.0 * 10.0 / (2.0 * 64.0 * 48.0);
  EXPECT_NEAR(still.mean.red, kShare * 255, kStillTolerance);
  EXPECT_NEAR(still.mean.green, kShare * 255, kStillTolerance);
  EXPECT_NEAR(still.mean.blue, kShare * 255, kStillTolerance);
}

/// The rim that is blended lies around the hole, black that becomes grey: of
/// the magenta in it nothing is left.
TEST_F(Inpaint, LeavesNothingOfTheHoleInItsRim) {
  const auto result = inpaint({"--feather", "4"});
  ASSERT_EQ(result.status, 0) << result.output;
  const Clip still = read_clip(out + "/inpaint.png");
  constexpr double kShare = 8.0 * 10.0 / (2.0 * 64.0 * 48.0);
  EXPECT_GT(still.mean.green, kShare * 255 + 1);
  EXPECT_NEAR(still.mean.red, still.mean.green, kStillTolerance);
  EXPECT_NEAR(still.mean.blue, still.mean.green, kStillTolerance);
}

TEST_F(Inpaint, LeavesAClipOfAllFrames) {
  for (int i = 0; i < 2; ++i) {  // another time, too
    const auto result = inpaint({});
    ASSERT_EQ(result.status, 0) << result.output;
    EXPECT_NE(result.output.find("5 frames of 64x48 on cpu"), std::string::npos)
        << result.output;
    const Clip clip = read_clip(out + "/filled.webm");
    EXPECT_EQ(clip.frames, 5);
    EXPECT_EQ(clip.width, 64);
    EXPECT_EQ(clip.height, 48);
  }
}

TEST_F(Inpaint, TakesAMaskOfOnesOwn) {
  const std::string mask = folder / "mask.png";
  make_picture(mask, {.width = 16, .height = 16, .colour = 0xFFFFFF});
  const auto result = inpaint({"--mask", mask});
  ASSERT_EQ(result.status, 0) << result.output;
  const Clip clip = read_clip(out + "/filled.webm");
  EXPECT_NEAR(clip.mean.red, 255, kTolerance);
  EXPECT_NEAR(clip.mean.blue, 255, kTolerance);
}

TEST_F(Inpaint, RefusesWrongArguments) {
  const std::string text = folder / "text.avi";
  write_text(text, "no video");
  struct Case {
    std::vector<std::string> arguments;
    int status;
    std::string words;
  };
  for (const auto& [arguments, status, words] :
       {Case{{"--fast"}, 2, "'--fast'"}, Case{{"--mask"}, 2, "needs a value"},
        Case{{"--feather", "-1"}, 2, "no number of pixels"},
        Case{{"--size", "640"}, 2, "like 640x480"},
        Case{{"--mask", "/no/such.png"}, 1, "/no/such.png"},
        Case{{"--model", "/no/such.model"}, 1, "/no/such.model"},
        Case{{"--video", text}, 1, "text.avi"}}) {
    const auto result = inpaint(arguments);
    EXPECT_EQ(result.status, status) << result.output;
    EXPECT_NE(result.output.find(words), std::string::npos) << result.output;
    EXPECT_FALSE(std::filesystem::exists(out + "/filled.webm"));
  }
}

}  // namespace
}  // namespace p2p::tests
