// SPDX-License-Identifier: MIT
// The C table as the plugin uses it, over the fake backend.
#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "models/runtime/pix2pix_runtime.h"
#include "tests/models/runtime/fake_model.h"
#include "tests/models/runtime/test_picture.h"

extern "C" const P2pRuntime* p2p_runtime();

namespace p2p {
namespace {

using testing::FakeModel;
using testing::TestPicture;

const P2pRuntime& runtime() { return *p2p_runtime(); }

P2pEngineOptions options(const std::string& path, const char* device = "auto") {
  return {
      path.c_str(), device, P2P_PRECISION_AUTO, P2P_NORM_STATS_AUTO, 0, 0, 0};
}

/// An engine over a script, with what the last call reported.
class TestEngine {
 public:
  explicit TestEngine(const char* script, const char* device = "auto") {
    const FakeModel model(script);
    const P2pEngineOptions wanted = options(model.path(), device);
    engine_ = runtime().engine_new(&wanted, &error);
  }
  ~TestEngine() { runtime().engine_free(engine_); }

  P2pEngine* get() { return engine_; }
  bool prepare(int width, int height) {
    return runtime().engine_prepare(engine_, width, height, &error);
  }
  P2pTicket* submit(const P2pFrame& input, const P2pFrame& output) {
    return submit(P2pJob{input, output, nullptr, {}});
  }
  P2pTicket* submit(const P2pJob& job) {
    return runtime().engine_submit(engine_, &job, &error);
  }
  bool wait(P2pTicket* ticket) { return runtime().ticket_wait(ticket, &error); }
  bool process(const P2pFrame& input, const P2pFrame& output) {
    P2pTicket* ticket = submit(input, output);
    return ticket && wait(ticket);
  }
  bool process(const P2pJob& job) {
    P2pTicket* ticket = submit(job);
    return ticket && wait(ticket);
  }

  P2pError error{};

 private:
  P2pEngine* engine_;
};

TEST(RuntimeTable, SaysWhatItIs) {
  EXPECT_EQ(runtime().version, P2P_RUNTIME_VERSION);
  EXPECT_STREQ(runtime().name, "fake");
}

TEST(RuntimeTable, ResolvesAutoInItsInfo) {
  TestEngine engine("size=64x32\nin-channels=3\nout-channels=1");
  ASSERT_TRUE(engine.get()) << engine.error.message;
  P2pEngineInfo info{};
  runtime().engine_info(engine.get(), &info);
  EXPECT_EQ(info.in_channels, 3);
  EXPECT_EQ(info.out_channels, 1);
  EXPECT_EQ(info.training_width, 64);
  EXPECT_EQ(info.training_height, 32);
  EXPECT_STREQ(info.device, "cpu");
  EXPECT_EQ(info.precision, P2P_PRECISION_FP32);
  EXPECT_EQ(info.norm_stats, P2P_NORM_STATS_RUNNING);
  EXPECT_STRNE(info.summary, "");
}

TEST(RuntimeTable, InvertsColourAndCopiesAlpha) {
  TestEngine engine("invert");
  TestPicture input(3, 2, 4, 10), output(3, 2, 4);
  ASSERT_TRUE(engine.prepare(3, 2));
  ASSERT_TRUE(engine.process(input.frame, output.frame));
  EXPECT_EQ(output.at(2, 1, 0), 245);
  EXPECT_EQ(output.at(2, 1, 2), 245);
  EXPECT_EQ(output.at(2, 1, 3), 10);
}

TEST(RuntimeTable, WritesAMaskInEveryWay) {
  TestEngine engine("copy\nout-channels=1");
  TestPicture input(2, 1), output(2, 1), grey(2, 1, 1);
  ASSERT_TRUE(engine.prepare(2, 1));
  const uint8_t pixels[] = {51, 7, 8, 204, 7, 8};  // red is the mask
  for (int i = 0; i < 6; ++i) input.at(i / 3, 0, i % 3) = pixels[i];
  const auto result = [&](TestPicture& to, const P2pComposition& composition) {
    EXPECT_TRUE(engine.process({input.frame, to.frame, nullptr, composition}))
        << engine.error.message;
    return to.bytes();
  };
  using Bytes = std::vector<uint8_t>;
  EXPECT_EQ(result(output, {}), (Bytes{51, 51, 51, 204, 204, 204}));
  EXPECT_EQ(result(grey, {}), (Bytes{51, 204}));
  EXPECT_EQ(result(grey, {P2P_OUTPUT_PICTURE, 0.5, 0, 0}), (Bytes{0, 255}));
  // Weights 51 / 255 and 204 / 255; 7 + (250 - 7) * 0.2 is 55.6.
  EXPECT_EQ(result(output, {P2P_OUTPUT_OVERLAY, 0.0, 0xFF64FAC8u, 0}),
            (Bytes{61, 56, 46, 121, 201, 162}));
  EXPECT_EQ(result(output, {P2P_OUTPUT_OVERLAY, 0.5, 0x8064FAC8u, 0}),
            (Bytes{51, 7, 8, 152, 129, 104}));
}

TEST(RuntimeTable, KeepsSeveralFramesInFlightInOrder) {
  TestEngine engine("copy\ndelay-ms=5");
  ASSERT_TRUE(engine.prepare(1, 1));
  TestPicture first(1, 1, 3, 1), second(1, 1, 3, 2), output(1, 1);
  P2pTicket* one = engine.submit(first.frame, output.frame);
  P2pTicket* two = engine.submit(second.frame, output.frame);
  EXPECT_TRUE(engine.wait(two));
  EXPECT_TRUE(engine.wait(one));
  EXPECT_EQ(output.at(0, 0, 0), 2);
}

TEST(RuntimeTable, FinishesAFrameThatNobodyWaitedForBeforeItIsFreed) {
  TestPicture input(1, 1, 3, 9), output(1, 1);
  P2pTicket* ticket = nullptr;
  {
    TestEngine engine("copy\ndelay-ms=20");
    ASSERT_TRUE(engine.prepare(1, 1));
    ticket = engine.submit(input.frame, output.frame);
  }
  EXPECT_EQ(output.at(0, 0, 0), 9);
  EXPECT_TRUE(runtime().ticket_wait(ticket, nullptr));
}

TEST(RuntimeTable, ReportsEveryKindOfFailedLoad) {
  const std::pair<const char*, P2pErrorCode> failures[] = {
      {"model-not-found", P2P_ERROR_MODEL_NOT_FOUND},
      {"model-invalid", P2P_ERROR_MODEL_INVALID},
      {"settings", P2P_ERROR_SETTINGS},
      {"device", P2P_ERROR_DEVICE},
      {"out-of-memory", P2P_ERROR_OUT_OF_MEMORY},
      {"bad-alloc", P2P_ERROR_OUT_OF_MEMORY},
      {"exception", P2P_ERROR_INTERNAL},
      {"foreign", P2P_ERROR_INTERNAL},
  };
  for (const auto& [name, code] : failures) {
    TestEngine engine((std::string("fail-load=") + name).c_str());
    EXPECT_FALSE(engine.get()) << name;
    EXPECT_EQ(engine.error.code, code) << name;
    EXPECT_STRNE(engine.error.message, "") << name;
  }
}

TEST(RuntimeTable, RefusesADeviceThatIsNotThere) {
  TestEngine cuda("copy", "cuda:0");
  EXPECT_FALSE(cuda.get());
  EXPECT_EQ(cuda.error.code, P2P_ERROR_DEVICE);
  TestEngine unknown("copy", "toaster");
  EXPECT_FALSE(unknown.get());
  EXPECT_EQ(unknown.error.code, P2P_ERROR_SETTINGS);
  EXPECT_NE(std::string(unknown.error.message).find("toaster"),
            std::string::npos);
}

TEST(RuntimeTable, FailsAtTheFrameAskedForAndGoesOn) {
  TestEngine engine("copy\nfail-frame=1\nframe-error=exception");
  ASSERT_TRUE(engine.prepare(2, 2));
  TestPicture input(2, 2), output(2, 2);
  EXPECT_TRUE(engine.process(input.frame, output.frame));
  EXPECT_FALSE(engine.process(input.frame, output.frame));
  EXPECT_EQ(engine.error.code, P2P_ERROR_FRAME);
  EXPECT_TRUE(engine.process(input.frame, output.frame));
}

TEST(RuntimeTable, ReportsAFailedPrepare) {
  TestEngine engine("copy\nfail-prepare=out-of-memory");
  ASSERT_TRUE(engine.get());
  EXPECT_FALSE(engine.prepare(4, 4));
  EXPECT_EQ(engine.error.code, P2P_ERROR_OUT_OF_MEMORY);
}

TEST(RuntimeTable, RefusesMalformedFramesAndSizes) {
  TestEngine engine("copy");
  EXPECT_FALSE(engine.prepare(0, 5));
  EXPECT_EQ(engine.error.code, P2P_ERROR_FRAME);
  TestPicture input(4, 4), output(4, 4);
  ASSERT_TRUE(engine.prepare(4, 4));
  input.frame.component[0].row_stride = 2;
  EXPECT_FALSE(engine.submit(input.frame, output.frame));
  EXPECT_EQ(engine.error.code, P2P_ERROR_FRAME);
}

TEST(RuntimeTable, SurvivesNullPointers) {
  P2pError error{};
  EXPECT_FALSE(runtime().engine_new(nullptr, &error));
  EXPECT_EQ(error.code, P2P_ERROR_INTERNAL);
  const P2pEngineOptions nothing{};
  EXPECT_FALSE(runtime().engine_new(&nothing, nullptr));
  runtime().engine_free(nullptr);
  runtime().engine_info(nullptr, nullptr);
  EXPECT_FALSE(runtime().engine_prepare(nullptr, 1, 1, nullptr));
  EXPECT_FALSE(runtime().engine_submit(nullptr, nullptr, nullptr));
  EXPECT_FALSE(runtime().ticket_wait(nullptr, nullptr));
}

}  // namespace
}  // namespace p2p
