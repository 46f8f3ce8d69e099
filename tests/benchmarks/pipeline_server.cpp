// SPDX-License-Identifier: MIT
// The element in a running pipeline, frame after frame, for
// tests/benchmarks/run. Frames come from memory: a source that draws its own
// would be measured too.
#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gst/app/app.h>
#include <gst/gst.h>
#include <gst/video/video.h>

#include <CLI/CLI.hpp>

#include "tests/benchmarks/command_loop.h"
#include "tests/benchmarks/frame_arguments.h"
#include "tests/benchmarks/raw_picture.h"

namespace p2p::benchmarks {
namespace {

struct Arguments : FrameArguments {
  std::string precision = "auto";
  std::string norm_stats = "auto";
};

void add_options(CLI::App& app, Arguments& arguments) {
  add_frame_options(app, arguments);
  app.add_option("--precision", arguments.precision, "auto, fp32, bf16");
  app.add_option("--norm-stats", arguments.norm_stats, "auto, frame, running");
}

/// When frames reached the sink: filled by the streaming thread.
class Arrivals {
 public:
  void expect(size_t frames) {
    const std::lock_guard lock(mutex_);
    watch_ = {};
    times_.clear();
    expected_ = frames;
  }
  void add() {
    const std::lock_guard lock(mutex_);
    times_.push_back(watch_.milliseconds());
    if (times_.size() >= expected_) complete_.notify_one();
  }
  /// Milliseconds from expect() to each, once all are there.
  std::vector<double> wait() {
    std::unique_lock lock(mutex_);
    // Looks up now and then: a failed pipeline delivers nothing.
    complete_.wait_for(lock, std::chrono::milliseconds(100),
                       [this] { return times_.size() >= expected_; });
    return times_.size() >= expected_ ? times_ : std::vector<double>{};
  }

 private:
  std::mutex mutex_;
  std::condition_variable complete_;
  Stopwatch watch_;
  std::vector<double> times_;
  size_t expected_ = 0;
};

GstFlowReturn note_arrival(GstAppSink*, gpointer arrivals) {
  static_cast<Arrivals*>(arrivals)->add();
  return GST_FLOW_OK;
}

std::string description(const Arguments& arguments) {
  return "appsrc name=source format=time max-bytes=0 caps=video/x-raw,"
         "format=RGB,width=" +
         std::to_string(arguments.width) +
         ",height=" + std::to_string(arguments.height) +
         ",framerate=25/1 ! pix2pixfilter name=filter device=cpu precision=" +
         arguments.precision + " norm-stats=" + arguments.norm_stats +
         " ! appsink name=sink sync=false max-buffers=1 drop=true";
}

/// appsrc, the filter and appsink, playing.
class Pipeline {
 public:
  explicit Pipeline(const Arguments& arguments)
      : input_(arguments.width, arguments.height),
        output_(arguments.width, arguments.height) {
    draw_noisy_gradient(input_);
    gst_video_info_set_format(&info_, GST_VIDEO_FORMAT_RGB, arguments.width,
                              arguments.height);
    GError* error = nullptr;
    pipeline_ = gst_parse_launch(description(arguments).c_str(), &error);
    if (error) throw std::runtime_error(take_message(error));
    source_ = gst_bin_get_by_name(GST_BIN(pipeline_), "source");
    sink_ = gst_bin_get_by_name(GST_BIN(pipeline_), "sink");
    set_model(arguments.model);
    watch_sink();
  }
  ~Pipeline() {
    gst_element_set_state(pipeline_, GST_STATE_NULL);
    gst_object_unref(source_);
    gst_object_unref(sink_);
    gst_object_unref(pipeline_);
  }
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  /// Loads the model.
  void play() {
    if (gst_element_set_state(pipeline_, GST_STATE_PLAYING) ==
        GST_STATE_CHANGE_FAILURE)
      throw_error("the pipeline cannot play");
  }

  std::vector<double> run(int frames) {
    GstBuffer* buffer = make_buffer();
    arrivals_.expect(frames);
    for (int i = 0; i < frames; ++i)
      gst_app_src_push_buffer(GST_APP_SRC(source_), gst_buffer_ref(buffer));
    gst_buffer_unref(buffer);
    std::vector<double> times;
    while ((times = arrivals_.wait()).empty()) throw_error("");
    for (size_t i = times.size() - 1; i > 0; --i) times[i] -= times[i - 1];
    return times;
  }

  void convert(const std::filesystem::path& from,
               const std::filesystem::path& to) {
    read_raw(from, input_);
    run(1);
    GstSample* sample = take_sample();
    copy_rows(gst_sample_get_buffer(sample), output_, GST_MAP_READ);
    gst_sample_unref(sample);
    write_raw(to, output_);
  }

 private:
  static std::string take_message(GError* error) {
    std::string message = error->message;
    g_error_free(error);
    return message;
  }

  void set_model(const std::filesystem::path& model) {
    GstElement* filter = gst_bin_get_by_name(GST_BIN(pipeline_), "filter");
    g_object_set(filter, "model", model.c_str(), nullptr);
    gst_object_unref(filter);
  }

  void watch_sink() {
    GstAppSinkCallbacks callbacks{};
    callbacks.new_sample = note_arrival;
    gst_app_sink_set_callbacks(GST_APP_SINK(sink_), &callbacks, &arrivals_,
                               nullptr);
  }

  /// The sink keeps the newest frame.
  GstSample* take_sample() {
    return gst_app_sink_try_pull_sample(GST_APP_SINK(sink_), 0);
  }

  /// Throws the pipeline's error; without one, `otherwise` unless empty.
  void throw_error(const std::string& otherwise) {
    GstBus* bus = gst_element_get_bus(pipeline_);
    GstMessage* message = gst_bus_pop_filtered(bus, GST_MESSAGE_ERROR);
    gst_object_unref(bus);
    std::string what = otherwise;
    if (message) {
      GError* error = nullptr;
      gst_message_parse_error(message, &error, nullptr);
      gst_message_unref(message);
      what = take_message(error);
    }
    if (!what.empty()) throw std::runtime_error(what);
  }

  GstBuffer* make_buffer() {
    GstBuffer* buffer = gst_buffer_new_allocate(nullptr, info_.size, nullptr);
    copy_rows(buffer, input_, GST_MAP_WRITE);
    return buffer;
  }

  void copy_rows(GstBuffer* buffer, const testing::TestPicture& picture,
                 GstMapFlags access) {
    GstVideoFrame mapped{};
    if (!gst_video_frame_map(&mapped, &info_, buffer, access))
      throw std::runtime_error("a frame cannot be mapped");
    const P2pComponent& ours = picture.frame.component[0];
    for (int y = 0; y < picture.frame.height; ++y) {
      uint8_t* a = ours.data + static_cast<size_t>(y) * ours.row_stride;
      uint8_t* b =
          static_cast<uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&mapped, 0)) +
          static_cast<size_t>(y) * GST_VIDEO_FRAME_PLANE_STRIDE(&mapped, 0);
      if (access == GST_MAP_WRITE) std::swap(a, b);
      std::memcpy(a, b, ours.row_stride);
    }
    gst_video_frame_unmap(&mapped);
  }

  testing::TestPicture input_, output_;
  GstVideoInfo info_{};
  Arrivals arrivals_;
  GstElement* pipeline_ = nullptr;
  GstElement* source_ = nullptr;
  GstElement* sink_ = nullptr;
};

void measure(const Arguments& arguments) {
  const Stopwatch since_start;
  gst_init(nullptr, nullptr);
  Pipeline pipeline(arguments);
  pipeline.play();
  const double load_ms = since_start.milliseconds();
  pipeline.run(1);
  const Start start{description(arguments), load_ms,
                    since_start.milliseconds()};
  serve(start,
        {.run = [&](int frames) { return pipeline.run(frames); },
         .convert = [&](const auto& from,
                        const auto& to) { pipeline.convert(from, to); }});
}

}  // namespace
}  // namespace p2p::benchmarks

int main(int argc, char** argv) {
  CLI::App app("Runs pix2pixfilter on frames, as stdin says.",
               "pipeline-server");
  p2p::benchmarks::Arguments arguments;
  try {
    p2p::benchmarks::add_options(app, arguments);
    app.parse(argc, argv);
    p2p::benchmarks::measure(arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "pipeline-server: %s\n", error.what());
    return 1;
  }
  return 0;
}
