// SPDX-License-Identifier: MIT
// Depths and channels that files may have.
#include "trainer/data/picture_files.h"

#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>

#include "tests/support/expect_throw.h"
#include "tests/support/temporary_folder.h"

namespace p2p {
namespace {

constexpr double kTolerance = 1e-3;

class PictureFiles : public ::testing::Test {
 protected:
  std::string file(const std::string& name) const {
    return (folder_ / name).string();
  }
  tests::TemporaryFolder folder_;
};

TEST_F(PictureFiles, SixteenBits) {
  const cv::Mat fine(4, 5, CV_16UC1, cv::Scalar(25700 + 128));
  const cv::Mat colour(4, 5, CV_16UC3, cv::Scalar(257, 514, 65535));  // B G R
  for (const std::string name : {"x.png", "x.tif"}) {
    cv::imwrite(file(name), fine);
    const torch::Tensor grey = read_pixels(file(name), 1);
    EXPECT_EQ(grey.scalar_type(), torch::kFloat);
    EXPECT_NEAR(grey[3][4][0].item<float>(), 100.0 + 128.0 / 257.0, kTolerance);
    EXPECT_EQ(read_facts(file(name)).bits, 16);
    EXPECT_EQ(read_picture(file(name), 1).scalar_type(), torch::kByte);
    cv::imwrite(file(name), colour);
    const torch::Tensor rgb = read_pixels(file(name), 3);
    EXPECT_NEAR(rgb[0][0][0].item<float>(), 255.0, kTolerance);
    EXPECT_NEAR(rgb[0][0][2].item<float>(), 1.0, kTolerance);
  }
}

TEST_F(PictureFiles, EightBitsStayBytes) {
  cv::imwrite(file("x.png"), cv::Mat(4, 5, CV_8UC3, cv::Scalar(1, 2, 3)));
  const torch::Tensor picture = read_pixels(file("x.png"), 3);
  EXPECT_EQ(picture.scalar_type(), torch::kByte);
  EXPECT_TRUE(picture.equal(read_picture(file("x.png"), 3)));
}

TEST_F(PictureFiles, FourChannelsKeepTheirAlpha) {
  cv::imwrite(file("x.png"), cv::Mat(4, 5, CV_8UC4, cv::Scalar(1, 2, 3, 4)));
  const torch::Tensor picture = read_pixels(file("x.png"), 4);
  for (const auto& [channel, value] : {std::pair{0, 3}, {1, 2}, {2, 1}, {3, 4}})
    EXPECT_EQ(picture[0][0][channel].item<int>(), value);
  EXPECT_NE(tests::message_of([this] {
              read_pixels(file("x.png"), 5);
            }).find("x.png': it has 4 channels, wanted are 5"),
            std::string::npos);
}

TEST_F(PictureFiles, PagesAreChannels) {
  std::vector<cv::Mat> pages;
  for (const int value : {10, 20, 30, 40, 50})
    pages.emplace_back(4, 6, CV_8UC1, cv::Scalar(value));
  cv::imwritemulti(file("x.tif"), pages);
  const torch::Tensor picture = read_pixels(file("x.tif"), 5);
  EXPECT_EQ(picture.sizes(), (std::vector<int64_t>{4, 6, 5}));
  EXPECT_EQ(picture[1][1][4].item<int>(), 50);
  EXPECT_EQ(read_facts(file("x.tif")).channels, 5);
}

// 3x2, as Pillow writes it: black, white, (200, 10, 30); white, black, that.
TEST_F(PictureFiles, GifMasks) {
  const unsigned char bytes[] = {
      0x47, 0x49, 0x46, 0x38, 0x37, 0x61, 0x03, 0x00, 0x02, 0x00, 0x81, 0x00,
      0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xc8, 0x0a, 0x1e, 0x00, 0x00,
      0x00, 0x2c, 0x00, 0x00, 0x00, 0x00, 0x03, 0x00, 0x02, 0x00, 0x00, 0x08,
      0x09, 0x00, 0x01, 0x04, 0x10, 0x10, 0x00, 0x80, 0x80, 0x80, 0x00, 0x3b};
  tests::write_text(file("x.gif"), {std::begin(bytes), std::end(bytes)});
  const torch::Tensor colour = read_pixels(file("x.gif"), 3);
  ASSERT_EQ(colour.sizes(), (std::vector<int64_t>{2, 3, 3}));
  EXPECT_TRUE(
      colour[0][2].equal(torch::tensor({200, 10, 30}).to(torch::kByte)));
  const torch::Tensor grey = read_picture(file("x.gif"), 1);
  EXPECT_EQ(grey[0][0][0].item<int>(), 0);
  EXPECT_EQ(grey[1][0][0].item<int>(), 255);
  EXPECT_EQ(list_pictures(folder_.path()).size(), 1u);
}

// Both decoders would give a picture with a grey or black end.
TEST_F(PictureFiles, WhatIsCutOffIsDamaged) {
  torch::Tensor picture = torch::randint(256, {64, 64, 3}).to(torch::kByte);
  for (const char* name : {"x.jpg", "x.png"}) {
    write_picture(file(name), picture);
    const std::string whole = tests::read_text(file(name));
    read_picture(file(name), 3);
    tests::write_text(file(name), whole.substr(0, whole.size() * 2 / 3));
    EXPECT_NE(tests::message_of([&] {
                read_picture(file(name), 3);
              }).find("it is damaged or not a picture"),
              std::string::npos)
        << name;
  }
}

TEST_F(PictureFiles, TextBars) {
  const torch::Tensor bar = text_bar("worst 1", 200);
  EXPECT_EQ(bar.size(1), 200);
  EXPECT_LT(bar.min().item<int>(), 100);
  EXPECT_EQ(bar.select(1, 199).min().item<int>(), 255);
}

}  // namespace
}  // namespace p2p
