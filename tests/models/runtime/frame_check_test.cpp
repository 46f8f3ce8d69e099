// SPDX-License-Identifier: MIT
// Frames that must not reach a backend.
#include "models/runtime/frame_check.h"

#include <functional>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "models/runtime/backend.h"
#include "tests/models/runtime/test_picture.h"

namespace p2p {
namespace {

using testing::TestPicture;

P2pEngineInfo model(int in, int out) {
  P2pEngineInfo info{};
  info.in_channels = in;
  info.out_channels = out;
  return info;
}

void check_frames(const P2pFrame& input, const P2pFrame& output,
                  const P2pEngineInfo& model) {
  check_job({input, output, nullptr, {}}, model);
}

/// A well-formed NV12-like description over the memory of `picture`.
P2pFrame yuv_frame(TestPicture& picture) {
  P2pFrame frame = picture.frame;
  frame.colour = P2P_COLOUR_YUV;
  frame.component[0].pixel_stride = 1;
  for (int i : {1, 2}) {
    frame.component[i].pixel_stride = 2;
    frame.component[i].x_shift = frame.component[i].y_shift = 1;
  }
  frame.yuv = {0.299f, 0.114f, 16, 219, 128, 224, 0, 0};
  return frame;
}

struct BadFrame {
  const char* name;
  std::function<void(P2pFrame&)> spoil;
};

class MalformedFrame : public ::testing::TestWithParam<BadFrame> {};

TEST_P(MalformedFrame, IsRefusedAsInputAndAsOutput) {
  TestPicture a(4, 3), b(4, 3);
  P2pFrame bad = yuv_frame(a), good = yuv_frame(b);
  ASSERT_NO_THROW(check_frames(bad, good, model(3, 3)));
  GetParam().spoil(bad);
  EXPECT_THROW(check_frames(bad, good, model(3, 3)), RuntimeError);
  EXPECT_THROW(check_frames(good, bad, model(3, 3)), RuntimeError);
}

constexpr int kMax = std::numeric_limits<int32_t>::max();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

INSTANTIATE_TEST_SUITE_P(
    All, MalformedFrame,
    ::testing::Values(
        BadFrame{"NoWidth", [](P2pFrame& f) { f.width = 0; }},
        BadFrame{"NegativeHeight", [](P2pFrame& f) { f.height = -3; }},
        BadFrame{"HugeWidth", [](P2pFrame& f) { f.width = kMax; }},
        BadFrame{"HugeBoth", [](P2pFrame& f) { f.width = f.height = kMax; }},
        BadFrame{"UnknownColour",
                 [](P2pFrame& f) { f.colour = static_cast<P2pColour>(7); }},
        BadFrame{"GreyWithThree",
                 [](P2pFrame& f) { f.colour = P2P_COLOUR_GREY; }},
        BadFrame{"NoComponents", [](P2pFrame& f) { f.n_components = 0; }},
        BadFrame{"TwoComponents", [](P2pFrame& f) { f.n_components = 2; }},
        BadFrame{"FiveComponents", [](P2pFrame& f) { f.n_components = 5; }},
        BadFrame{"NullData",
                 [](P2pFrame& f) { f.component[2].data = nullptr; }},
        BadFrame{"NoPixelStride",
                 [](P2pFrame& f) { f.component[1].pixel_stride = 0; }},
        BadFrame{"HugePixelStride",
                 [](P2pFrame& f) { f.component[1].pixel_stride = kMax; }},
        BadFrame{"ShortRow",
                 [](P2pFrame& f) { f.component[0].row_stride = 3; }},
        BadFrame{"NegativeRow",
                 [](P2pFrame& f) { f.component[0].row_stride = -12; }},
        BadFrame{"ShiftedLuma",
                 [](P2pFrame& f) { f.component[0].x_shift = 1; }},
        BadFrame{"HugeShift",
                 [](P2pFrame& f) { f.component[1].y_shift = 200; }},
        BadFrame{"NanWeights", [](P2pFrame& f) { f.yuv.kr = kNan; }},
        BadFrame{"NoGreen", [](P2pFrame& f) { f.yuv.kr = f.yuv.kb = 0.5f; }},
        BadFrame{"EmptyRange", [](P2pFrame& f) { f.yuv.y_scale = 0; }},
        BadFrame{"OtherSize", [](P2pFrame& f) { f.width = 3; }},
        BadFrame{"OtherColour",
                 [](P2pFrame& f) {
                   f.colour = P2P_COLOUR_RGB;
                   for (int i : {1, 2}) {
                     f.component[i].x_shift = f.component[i].y_shift = 0;
                   }
                 }}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(FrameCheck, AcceptsOnePixel) {
  TestPicture a(1, 1), b(1, 1);
  EXPECT_NO_THROW(check_frames(a.frame, b.frame, model(3, 1)));
}

TEST(FrameCheck, AcceptsAlphaAndGrey) {
  TestPicture a(5, 4, 4), b(5, 4, 4), c(5, 4, 1), d(5, 4, 1);
  EXPECT_NO_THROW(check_frames(a.frame, b.frame, model(3, 3)));
  EXPECT_NO_THROW(check_frames(c.frame, d.frame, model(1, 1)));
}

TEST(FrameCheck, RefusesWhatTheModelDoesNotTake) {
  TestPicture rgb(2, 2), rgb2(2, 2), grey(2, 2, 1), grey2(2, 2, 1);
  EXPECT_THROW(check_frames(rgb.frame, rgb2.frame, model(1, 1)), RuntimeError);
  EXPECT_THROW(check_frames(grey.frame, grey2.frame, model(3, 1)),
               RuntimeError);
}

TEST(FrameCheck, RefusesToWorkInPlace) {
  TestPicture a(4, 4);
  EXPECT_THROW(check_frames(a.frame, a.frame, model(3, 3)), RuntimeError);
}

TEST(FrameCheck, RefusesToShareOneByte) {
  TestPicture memory(4, 3);
  P2pFrame top = memory.frame, bottom = memory.frame;
  top.height = bottom.height = 1;
  for (P2pComponent& c : bottom.component)
    if (c.data) c.data += 12;
  EXPECT_NO_THROW(check_frames(top, bottom, model(3, 3)));
  for (P2pComponent& c : bottom.component)
    if (c.data) c.data -= 1;
  EXPECT_THROW(check_frames(top, bottom, model(3, 3)), RuntimeError);
}

TEST(FrameCheck, OnlyAMaskGoesFromColourToGrey) {
  TestPicture rgb(4, 3), grey(4, 3, 1);
  EXPECT_NO_THROW(check_frames(rgb.frame, grey.frame, model(3, 1)));
  EXPECT_THROW(check_frames(rgb.frame, grey.frame, model(3, 3)), RuntimeError);
  EXPECT_THROW(check_frames(grey.frame, rgb.frame, model(3, 1)), RuntimeError);
}

/// What is said about a composition; nothing if it is accepted.
std::string complaint(const P2pFrame& input, const P2pFrame& output,
                      const P2pComposition& composition, int out_channels) {
  try {
    check_job({input, output, nullptr, composition}, model(3, out_channels));
  } catch (const RuntimeError& e) {
    EXPECT_EQ(e.code(), P2P_ERROR_SETTINGS);
    return e.what();
  }
  return "";
}

TEST(FrameCheck, HoldsTheCompositionToTheModel) {
  TestPicture a(4, 3), b(4, 3), grey(4, 3, 1);
  const auto said = [&](const P2pComposition& composition, int out_channels) {
    return complaint(a.frame, b.frame, composition, out_channels);
  };
  const P2pComposition overlay{P2P_OUTPUT_OVERLAY, 0.0, 0xFF00FF00u, 0};
  const P2pComposition threshold{P2P_OUTPUT_PICTURE, 0.5, 0, 0};
  EXPECT_EQ(said(overlay, 1), "");
  EXPECT_EQ(said(threshold, 1), "");
  for (const P2pComposition& wanted : {overlay, threshold})
    EXPECT_NE(said(wanted, 3).find("one output channel"), std::string::npos);
  EXPECT_EQ(complaint(a.frame, grey.frame, threshold, 1), "");
  EXPECT_NE(complaint(a.frame, grey.frame, overlay, 1), "");
  EXPECT_NE(said({static_cast<P2pOutputMode>(7), 0, 0, 0}, 1), "");
  for (const double wrong : {-0.1, 1.1, static_cast<double>(kNan)})
    EXPECT_NE(said({P2P_OUTPUT_PICTURE, wrong, 0, 0}, 1), "");
  for (const int wrong : {-1, 256})
    EXPECT_NE(said({P2P_OUTPUT_PICTURE, 0, 0, wrong}, 1), "");
}

TEST(FrameCheck, WantsAMaskWhereTheModelDoes) {
  TestPicture a(4, 3), b(4, 3), mask(4, 3, 1), small(3, 3, 1);
  P2pEngineInfo with = model(3, 3);
  with.takes_mask = 1;
  const auto check = [&](const P2pFrame* holes, const P2pEngineInfo& info) {
    check_job({a.frame, b.frame, holes, {}}, info);
  };
  EXPECT_NO_THROW(check(&mask.frame, with));
  EXPECT_THROW(check(nullptr, with), RuntimeError);
  EXPECT_THROW(check(&mask.frame, model(3, 3)), RuntimeError);
  EXPECT_THROW(check(&small.frame, with), RuntimeError);
  EXPECT_THROW(check(&a.frame, with), RuntimeError);  // not grey
  mask.frame.component[0].data = nullptr;
  EXPECT_THROW(check(&mask.frame, with), RuntimeError);
}

TEST(FrameCheck, NamesBothSizes) {
  TestPicture a(4, 3), b(5, 3);
  try {
    check_frames(a.frame, b.frame, model(3, 3));
    FAIL() << "not refused";
  } catch (const RuntimeError& e) {
    EXPECT_NE(std::string(e.what()).find("4x3"), std::string::npos);
    EXPECT_NE(std::string(e.what()).find("5x3"), std::string::npos);
    EXPECT_EQ(e.code(), P2P_ERROR_FRAME);
  }
}

}  // namespace
}  // namespace p2p
