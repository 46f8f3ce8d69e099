// SPDX-License-Identifier: MIT
// The bare engine, frame after frame, for tests/benchmarks/run.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include <ATen/ops/empty.h>
#include <CLI/CLI.hpp>
#include <c10/util/Exception.h>

#include "models/inference/activation_ranges.h"
#include "models/inference/engine.h"
#include "models/inference/lowering.h"
#include "models/pixels/frame_planes.h"
#include "tests/benchmarks/command_loop.h"
#include "tests/benchmarks/frame_arguments.h"
#include "tests/benchmarks/raw_picture.h"

namespace p2p::benchmarks {
namespace {

struct Arguments : FrameArguments {
  int threads = 0;  ///< 0: LibTorch's choice
  std::string device = "cpu";
  std::string precision = "auto";
  std::string norm_stats;  ///< empty: the model's
  std::string kernels = "auto";
  int tile_size = 0;
};

void add_options(CLI::App& app, Arguments& arguments) {
  add_frame_options(app, arguments);
  app.add_option("--threads", arguments.threads, "of LibTorch")
      ->check(CLI::PositiveNumber);
  app.add_option("--device", arguments.device, "auto, cpu or cuda");
  app.add_option("--precision", arguments.precision,
                 "auto, fp32, fp16, bf16 or int8, which is calibrated on the "
                 "program's own frame");
  app.add_option("--kernels", arguments.kernels, "auto, plain, onednn, avx512");
  app.add_option("--tile-size", arguments.tile_size, "0: whole frames");
  app.add_option("--norm-stats", arguments.norm_stats,
                 "frame or running; the model's without");
}

EngineOptions engine_options(const Arguments& arguments) {
  EngineOptions options{.device = arguments.device,
                        .precision = precision_from_string(arguments.precision),
                        .kernels = kernels_from_string(arguments.kernels),
                        .threads = arguments.threads,
                        .tile_size = arguments.tile_size};
  if (!arguments.norm_stats.empty())
    options.norm_stats = norm_stats_from_string(arguments.norm_stats);
  return options;
}

/// Ranges of the activations on the frame that will be run.
void calibrate(Model& model, NormStats stats,
               const testing::TestPicture& picture) {
  const Program program = lower(*model.generator, model.spec, stats);
  torch::Tensor x = torch::empty(
      {1, model.spec.in_channels, padded_size(model.spec, picture.frame.height),
       padded_size(model.spec, picture.frame.width)});
  frame_to_planes(
      picture.frame, {model.spec.in_channels, false, value_range(model.spec)},
      dense_planes(x.mutable_data_ptr<float>(), PlaneType::kFp32,
                   static_cast<int>(x.size(2)), static_cast<int>(x.size(3))));
  RangeCollector collector(program);
  collector.add(x);
  model.spec.activation_ranges = to_json(collector.ranges());
}

Engine load(const Arguments& arguments, const testing::TestPicture& picture) {
  const EngineOptions options = engine_options(arguments);
  if (options.precision != Precision::kInt8)
    return Engine::load(arguments.model, options);
  const DeviceChoice device = choose_device(options.device);
  Model model = load_model(arguments.model);
  calibrate(model, options.norm_stats.value_or(model.spec.norm_stats), picture);
  return {std::move(model), device, options};
}

std::vector<Step> profile(Engine& engine) {
  std::vector<Step> steps;
  for (const StepTime& step : engine.profile())
    steps.push_back({step.name, step.convolution, step.milliseconds});
  return steps;
}

double frame_time(Engine& engine, const testing::TestPicture& input,
                  const testing::TestPicture& output) {
  const Stopwatch watch;
  engine.run(input.frame, output.frame);
  return watch.milliseconds();
}

void measure(const Arguments& arguments) {
  const Stopwatch since_start;
  testing::TestPicture input(arguments.width, arguments.height);
  testing::TestPicture output(arguments.width, arguments.height);
  draw_noisy_gradient(input);
  Engine engine = load(arguments, input);
  const double load_ms = since_start.milliseconds();
  engine.prepare(arguments.width, arguments.height);
  frame_time(engine, input, output);
  const Start start{engine.summary(), load_ms, since_start.milliseconds()};

  serve(start, {.run =
                    [&](int frames) {
                      std::vector<double> times;
                      for (int i = 0; i < frames; ++i)
                        times.push_back(frame_time(engine, input, output));
                      return times;
                    },
                .convert =
                    [&](const auto& from, const auto& to) {
                      read_raw(from, input);
                      engine.run(input.frame, output.frame);
                      write_raw(to, output);
                    },
                .profile = [&] { return profile(engine); }});
}

}  // namespace
}  // namespace p2p::benchmarks

int main(int argc, char** argv) {
  CLI::App app("Runs the engine on frames, as stdin says.", "engine-server");
  p2p::benchmarks::Arguments arguments;
  try {
    p2p::benchmarks::add_options(app, arguments);
    app.parse(argc, argv);
    p2p::benchmarks::measure(arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  } catch (const c10::Error& error) {
    std::fprintf(stderr, "engine-server: LibTorch failed: %s\n",
                 error.what_without_backtrace());
    return 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "engine-server: %s\n", error.what());
    return 1;
  }
  return 0;
}
