// SPDX-License-Identifier: MIT
// Fake model files: what they say and how they are refused.
#include "models/runtime/fake_script.h"

#include <string>

#include <gtest/gtest.h>

#include "models/runtime/backend.h"
#include "tests/models/runtime/fake_model.h"

namespace p2p {
namespace {

using testing::FakeModel;

FakeScript parse(const char* text) {
  return read_fake_script(FakeModel(text).path());
}

TEST(FakeScript, ReadsEveryItem) {
  const FakeScript script = parse(
      "# a comment\n\ninvert\ntakes-mask\n"
      "in-channels=3\nout-channels=1\nsize=512x64\n"
      "delay-ms=7\ndelay-ns-per-pixel=5\nfail-load=device\nfail-prepare=bad-"
      "alloc\nfail-frame=2\n"
      "frame-error=foreign");
  EXPECT_EQ(script.effect, FakeEffect::kInvert);
  EXPECT_TRUE(script.takes_mask);
  EXPECT_EQ(script.in_channels, 3);
  EXPECT_EQ(script.out_channels, 1);
  EXPECT_EQ(script.width, 512);
  EXPECT_EQ(script.height, 64);
  EXPECT_EQ(script.delay.count(), 7);
  EXPECT_EQ(script.pixel_delay.count(), 5);
  EXPECT_EQ(script.load_failure, FakeFailure::kDevice);
  EXPECT_EQ(script.prepare_failure, FakeFailure::kBadAlloc);
  EXPECT_EQ(script.failing_frame, 2);
  EXPECT_EQ(script.frame_failure, FakeFailure::kForeign);
}

TEST(FakeScript, RefusesWhatItDoesNotKnowAndNamesFileAndLine) {
  for (const char* text : {"inverted", "channels=many", "size=5", "delay-ms=-1",
                           "fail-load=sometimes", "\x89PNG", "speed=3"}) {
    const FakeModel model(std::string("copy\n") + text);
    try {
      read_fake_script(model.path());
      ADD_FAILURE() << text << " was accepted";
    } catch (const RuntimeError& e) {
      EXPECT_EQ(e.code(), P2P_ERROR_MODEL_INVALID);
      EXPECT_NE(std::string(e.what()).find(model.path()), std::string::npos);
      EXPECT_NE(std::string(e.what()).find(text), std::string::npos);
    }
  }
}

TEST(FakeScript, RefusesAnEmptyFile) {
  EXPECT_THROW(parse(""), RuntimeError);
  EXPECT_THROW(parse("# nothing"), RuntimeError);
}

TEST(FakeScript, SaysWhenThereIsNoFile) {
  try {
    read_fake_script("/no/such/model");
    FAIL() << "not refused";
  } catch (const RuntimeError& e) {
    EXPECT_EQ(e.code(), P2P_ERROR_MODEL_NOT_FOUND);
  }
}

}  // namespace
}  // namespace p2p
