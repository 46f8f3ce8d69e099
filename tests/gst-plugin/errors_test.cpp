// SPDX-License-Identifier: MIT
// Everything that can be wrong: one message of the right kind, which names
// what and says what to do.
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "tests/gst-plugin/environment.h"
#include "tests/gst-plugin/pipeline.h"
#include "tests/models/runtime/fake_model.h"

namespace p2p::testing {
namespace {

std::string launch(const std::string& filter_options) {
  return "videotestsrc num-buffers=10 ! video/x-raw,width=32,height=32 ! "
         "pix2pixfilter name=filter " +
         filter_options + " ! fakesink";
}

/// Twice: the element must be usable again after it failed.
void expect_no_start(const std::string& filter_options,
                     const ExpectedError& expected) {
  Pipeline pipeline(launch(filter_options));
  for (int i = 0; i < 2; ++i) {
    EXPECT_FALSE(pipeline.reach(GST_STATE_PAUSED));
    expect_error(pipeline, expected);
  }
}

std::string model_option(const FakeModel& model) {
  return "model=" + model.path();
}

TEST(Errors, ModelNotSet) {
  expect_no_start("", {GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND,
                       "Set the 'model' property"});
}

TEST(Errors, ModelMissing) {
  expect_no_start("model=/no/such/model.safetensors",
                  {GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND,
                   "'/no/such/model.safetensors'"});
}

TEST(Errors, ModelIsAFolder) {
  expect_no_start("model=/tmp",
                  {GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_INIT, "'/tmp'"});
}

TEST(Errors, ModelCorrupt) {
  const FakeModel model("\x01\x02garbage");
  expect_no_start(model_option(model),
                  {GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_INIT, model.path()});
}

TEST(Errors, ModelEmpty) {
  const FakeModel model("");
  expect_no_start(model_option(model),
                  {GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_INIT, model.path()});
}

TEST(Errors, ModelWithChannelsThatNoFormatHas) {
  for (const char* script :
       {"in-channels=4\nout-channels=3", "in-channels=1\nout-channels=3"}) {
    const FakeModel model(script);
    expect_no_start(model_option(model),
                    {GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
                     "Choose a model with 3 input"});
  }
}

TEST(Errors, DeviceThatIsNotThere) {
  const FakeModel model("copy");
  expect_no_start(model_option(model) + " device=cuda:7",
                  {GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND,
                   "Set device=auto or cpu"});
}

TEST(Errors, DeviceOfNoMeaning) {
  const FakeModel model("copy");
  expect_no_start(model_option(model) + " device=toaster",
                  {GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS, "toaster"});
}

TEST(Errors, EveryFailureToLoad) {
  const std::pair<const char*, int> failures[] = {
      {"out-of-memory", GST_RESOURCE_ERROR_FAILED},
      {"bad-alloc", GST_RESOURCE_ERROR_FAILED},
  };
  for (const auto& [name, code] : failures) {
    const FakeModel model(std::string("fail-load=") + name);
    expect_no_start(model_option(model), {GST_RESOURCE_ERROR, code, ""});
  }
  for (const char* name : {"exception", "foreign", "internal"}) {
    const FakeModel model(std::string("fail-load=") + name);
    expect_no_start(model_option(model),
                    {GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_FAILED, ""});
  }
}

TEST(Errors, NoMemoryForThisFrameSize) {
  const FakeModel model("copy\nfail-prepare=out-of-memory");
  Pipeline pipeline(launch(model_option(model)));
  EXPECT_FALSE(pipeline.run_to_end());
  expect_error(pipeline,
               {GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_FAILED, "full"});
}

/// Frame 0 is the element's own; 5 are through when the sixth fails.
TEST(Errors, FailureInMidStream) {
  for (const char* failure : {"frame", "exception", "foreign"}) {
    const FakeModel model(std::string("copy\nfail-frame=6\nframe-error=") +
                          failure);
    Pipeline pipeline(launch(model_option(model)));
    EXPECT_FALSE(pipeline.run_to_end()) << failure;
    expect_error(pipeline, {GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED, ""});
  }
}

TEST(Errors, DeviceLostInMidStream) {
  const FakeModel model("copy\nfail-frame=3\nframe-error=device");
  Pipeline pipeline(launch(model_option(model)));
  EXPECT_FALSE(pipeline.run_to_end());
  expect_error(pipeline, {GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND,
                          "device was lost"});
}

TEST(Errors, RecoversWithAGoodModel) {
  const FakeModel bad("fail-load=device"), good("copy");
  Pipeline pipeline(launch(model_option(bad)));
  EXPECT_FALSE(pipeline.reach(GST_STATE_PAUSED));
  EXPECT_EQ(pipeline.filter_errors().size(), 1u);
  g_object_set(pipeline.element("filter"), "model", good.path().c_str(),
               nullptr);
  EXPECT_TRUE(pipeline.run_to_end());
}

TEST(Errors, RuntimeMissing) {
  const FakeModel model("copy");
  const ScopedEnvironment nowhere("PIX2PIX_RUNTIME", "/no/such/runtime.so");
  expect_no_start(model_option(model),
                  {GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_INIT,
                   "set PIX2PIX_RUNTIME to it: '/no/such/runtime.so'"});
}

/// The element is listed, linked and configured without any runtime.
TEST(Errors, RuntimeMissingMattersToAStartOnly) {
  const ScopedEnvironment nowhere("PIX2PIX_RUNTIME", "/no/such/runtime.so");
  Pipeline pipeline(launch("model=/no/such/model"));
  EXPECT_TRUE(pipeline.reach(GST_STATE_READY));
  EXPECT_TRUE(pipeline.filter_errors().empty());
}

}  // namespace
}  // namespace p2p::testing
