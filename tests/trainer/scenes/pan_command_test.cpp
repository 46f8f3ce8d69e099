// SPDX-License-Identifier: MIT
// The eye, the camera over it, and what `pan` writes and says.
#include "trainer/commands/pan_command.h"

#include <fstream>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/videoio.hpp>

#include "tests/trainer/scenes/temporary_folder.h"
#include "trainer/scenes/eye_ground.h"
#include "trainer/scenes/picture_pan.h"

namespace p2p::scenes {
namespace {

namespace fs = std::filesystem;

TEST(EyeGround, IsTheSameForTheSameKey) {
  const cv::Mat one = paint_eye_ground(Key(3), 96);
  EXPECT_EQ(cv::norm(one, paint_eye_ground(Key(3), 96), cv::NORM_INF), 0);
  EXPECT_GT(cv::norm(one, paint_eye_ground(Key(4), 96), cv::NORM_INF), 0);
}

TEST(EyeGround, IsAnOrangeDiscOnBlackWithDarkerVessels) {
  const cv::Mat eye = paint_eye_ground(Key(1), 256);
  const auto at = [&](int x, int y) { return eye.at<cv::Vec3b>(y, x); };
  for (const cv::Point corner : {cv::Point(1, 1), cv::Point(254, 254)})
    EXPECT_LT(at(corner.x, corner.y)[1], 10);
  // Right of the macula, where vessels are few: red over green over blue.
  const cv::Vec3b retina = at(200, 135);
  EXPECT_GT(retina[2], retina[1] + 40);
  EXPECT_GT(retina[1], retina[0] + 20);
  // The optic disc, beside the vessels that come out of it.
  EXPECT_GT(at(55, 122)[1], 150);
  // Vessels take up some of the disc, not most of it.
  int dark = 0, field = 0;
  for (int y = 0; y < 256; ++y)
    for (int x = 0; x < 256; ++x) {
      field += at(x, y)[2] > 60;
      dark += at(x, y)[2] > 60 && at(x, y)[1] < 0.42 * at(x, y)[2];
    }
  EXPECT_GT(dark, field / 20);
  EXPECT_LT(dark, field / 2);
}

/// White on the left half, blue on the right one.
cv::Mat two_halves() {
  cv::Mat picture(40, 80, CV_8UC3, cv::Scalar(255, 255, 255));
  picture(cv::Rect(40, 0, 40, 40)).setTo(cv::Scalar(255, 0, 0));
  return picture;
}

TEST(PicturePan, ShowsAllOfThePictureAtFirst) {
  const cv::Mat picture = two_halves();
  // Half the size, and bands above and below.
  const cv::Mat frame = PicturePan(picture, {40, 30}, 2.0).at(0.0);
  ASSERT_EQ(frame.size(), cv::Size(40, 30));
  const auto at = [&](int x, int y) { return frame.at<cv::Vec3b>(y, x); };
  EXPECT_EQ(at(20, 1), cv::Vec3b(0, 0, 0));
  EXPECT_EQ(at(20, 28), cv::Vec3b(0, 0, 0));
  EXPECT_EQ(at(3, 15), cv::Vec3b(255, 255, 255));
  EXPECT_EQ(at(36, 15), cv::Vec3b(255, 0, 0));
}

TEST(PicturePan, ZoomsInAndComesBack) {
  const cv::Mat picture = two_halves();
  const PicturePan pan(picture, {80, 40}, 2.0);
  // In the middle of the clip the right half fills the frame.
  const cv::Mat middle = pan.at(0.5);
  EXPECT_EQ(middle.at<cv::Vec3b>(20, 4), cv::Vec3b(255, 0, 0));
  EXPECT_EQ(middle.at<cv::Vec3b>(20, 75), cv::Vec3b(255, 0, 0));
  EXPECT_EQ(cv::norm(pan.at(0.0), pan.at(1.0), cv::NORM_INF), 0);
}

PanOptions short_pan(const fs::path& clip) {
  PanOptions options;
  options.clip = clip;
  options.duration = 0.2;
  options.width = 64;
  options.height = 48;
  return options;
}

std::string error_of(const PanOptions& options) {
  try {
    make_pan(options);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

TEST(PanCommand, WritesAClipOfAPictureOrOfAnEye) {
  const TemporaryFolder folder;
  PanOptions options = short_pan(folder.path() / "pan.avi");
  for (const char* name : {"", "white.png", "white.tif", "white.jpg"}) {
    SCOPED_TRACE(name);
    options.picture.clear();
    if (*name) {
      options.picture = folder.path() / name;
      cv::imwrite(options.picture.string(),
                  cv::Mat(48, 64, CV_8UC3, cv::Scalar::all(255)));
    }
    options.overwrite = true;
    make_pan(options);
    cv::VideoCapture clip(options.clip.string());
    EXPECT_EQ(clip.get(cv::CAP_PROP_FRAME_COUNT), 5);
    cv::Mat frame;
    ASSERT_TRUE(clip.read(frame));
    EXPECT_EQ(frame.size(), cv::Size(64, 48));
    EXPECT_EQ(frame.at<cv::Vec3b>(24, 32)[1] > 250, *name != 0);
  }
}

TEST(PanCommand, SaysWhatIsWrong) {
  const TemporaryFolder folder;
  PanOptions options = short_pan(folder.path() / "pan.avi");
  options.picture = folder.path() / "none.png";
  EXPECT_NE(error_of(options).find("none.png"), std::string::npos);
  options.picture = folder.path() / "text.png";
  std::ofstream(options.picture) << "no picture";
  EXPECT_NE(error_of(options).find("PNG, JPEG or TIFF"), std::string::npos);
  EXPECT_FALSE(fs::exists(options.clip));
  EXPECT_NE(error_of(short_pan(folder.path() / "pan.mp4")).find(".avi"),
            std::string::npos);
  std::ofstream(options.clip) << "mine";
  EXPECT_NE(error_of(short_pan(options.clip)).find("--overwrite"),
            std::string::npos);
}

}  // namespace
}  // namespace p2p::scenes
