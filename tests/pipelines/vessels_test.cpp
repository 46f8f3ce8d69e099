// SPDX-License-Identifier: MIT
// vessels with a fake network whose mask is the red of the picture.
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

class Vessels : public ::testing::Test {
 protected:
  Vessels() { write_text(model, "copy\nout-channels=1\n"); }

  testing::ChildResult vessels(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(),
                     {"--out", out, "--model", model, "--duration", "0.2",
                      "--size", "64x48"});
    return run_script("vessels", arguments, {kFakeRuntime});
  }

  TemporaryFolder folder;
  std::string out = folder / "out";
  std::string model = folder / "mask.model";
};

TEST_F(Vessels, LeavesAClipAndAPicture) {
  const auto result = vessels({});
  ASSERT_EQ(result.status, 0) << result.output;
  EXPECT_NE(result.output.find("5 frames of 64x48 on cpu"), std::string::npos)
      << result.output;
  EXPECT_EQ(count_files(out), 3);
  EXPECT_EQ(read_clip(out + "/eye.avi").frames, 5);
  const Clip clip = read_clip(out + "/vessels.webm");
  EXPECT_EQ(clip.frames, 5);
  EXPECT_EQ(clip.width, 64);
  EXPECT_EQ(clip.height, 48);
  const Clip still = read_clip(out + "/vessels.png");
  EXPECT_EQ(still.width, 128);
  EXPECT_EQ(still.height, 48);
  EXPECT_EQ(vessels({}).status, 0);  // another time
}

/// A picture of 204, 64, 96 fills the frame: its mask is 0.8.
TEST_F(Vessels, LaysTheMaskOverThePicture) {
  const std::string picture = folder / "picture.png";
  make_picture(picture, {.width = 64, .height = 48, .colour = 0xCC4060});
  struct Case {
    std::vector<std::string> options;
    Colour wanted;
  };
  for (const auto& [options, wanted] :
       {Case{{"--color", "0xFF00C8FF"}, {0, 200, 255}},
        Case{{"--color", "0xFF00C8FF", "--threshold", "0.9"}, {204, 64, 96}},
        Case{{"--color", "0x8000C8FF", "--threshold", "0"}, {122, 119, 160}}}) {
    std::vector<std::string> arguments = {"--picture", picture};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const auto result = vessels(arguments);
    ASSERT_EQ(result.status, 0) << result.output;
    const Clip clip = read_clip(out + "/vessels.webm");
    EXPECT_NEAR(clip.mean.red, wanted.red, kTolerance);
    EXPECT_NEAR(clip.mean.green, wanted.green, kTolerance);
    EXPECT_NEAR(clip.mean.blue, wanted.blue, kTolerance);
  }
}

TEST_F(Vessels, RefusesWrongArguments) {
  const std::string text = folder / "text.png";
  write_text(text, "no picture");
  struct Case {
    std::vector<std::string> arguments;
    int status;
    std::string words;
  };
  for (const auto& [arguments, status, words] :
       {Case{{"--fast"}, 2, "'--fast'"}, Case{{"--color"}, 2, "needs a value"},
        Case{{"--color", "green"}, 2, "like 0xC000FF00"},
        Case{{"--threshold", "2"}, 2, "between 0 and 1"},
        Case{{"--size", "640"}, 2, "like 640x480"},
        Case{{"--picture", "/no/such.tif"}, 1, "/no/such.tif"},
        Case{{"--model", "/no/such.model"}, 1, "/no/such.model"},
        Case{{"--picture", text}, 1, "PNG, JPEG or TIFF"}}) {
    const auto result = vessels(arguments);
    EXPECT_EQ(result.status, status) << result.output;
    EXPECT_NE(result.output.find(words), std::string::npos) << result.output;
    EXPECT_FALSE(std::filesystem::exists(out + "/vessels.webm"));
  }
}

}  // namespace
}  // namespace p2p::tests
