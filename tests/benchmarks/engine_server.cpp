// SPDX-License-Identifier: MIT
// The bare engine, frame after frame, for tests/benchmarks/run.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include <ATen/Parallel.h>
#include <CLI/CLI.hpp>
#include <c10/util/Exception.h>

#include "models/inference/engine.h"
#include "tests/benchmarks/command_loop.h"
#include "tests/benchmarks/raw_picture.h"

namespace p2p::benchmarks {
namespace {

struct Arguments {
  std::filesystem::path model;
  int width = 256, height = 256;
  int threads = 0;  ///< 0: LibTorch's choice
  std::string device = "cpu";
  std::string precision = "auto";
  std::string norm_stats;  ///< empty: the model's
};

void add_options(CLI::App& app, Arguments& arguments) {
  app.add_option("--model", arguments.model, "model file")
      ->required()
      ->check(CLI::ExistingFile);
  app.add_option("--width", arguments.width, "of the frames")
      ->check(CLI::PositiveNumber);
  app.add_option("--height", arguments.height, "of the frames")
      ->check(CLI::PositiveNumber);
  app.add_option("--threads", arguments.threads, "of LibTorch")
      ->check(CLI::PositiveNumber);
  app.add_option("--device", arguments.device, "auto, cpu or cuda");
  app.add_option("--precision", arguments.precision, "auto, fp32, fp16, bf16");
  app.add_option("--norm-stats", arguments.norm_stats,
                 "frame or running; the model's without");
}

Engine load(const Arguments& arguments) {
  EngineOptions options{
      arguments.device, precision_from_string(arguments.precision), {}};
  if (!arguments.norm_stats.empty())
    options.norm_stats = norm_stats_from_string(arguments.norm_stats);
  if (arguments.threads > 0) at::set_num_threads(arguments.threads);
  return Engine::load(arguments.model, options);
}

double frame_time(Engine& engine, const testing::TestPicture& input,
                  const testing::TestPicture& output) {
  const Stopwatch watch;
  engine.run(input.frame, output.frame);
  return watch.milliseconds();
}

void measure(const Arguments& arguments) {
  const Stopwatch since_start;
  Engine engine = load(arguments);
  const double load_ms = since_start.milliseconds();

  testing::TestPicture input(arguments.width, arguments.height);
  testing::TestPicture output(arguments.width, arguments.height);
  draw_noisy_gradient(input);
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
                    }});
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
