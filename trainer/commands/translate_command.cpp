// SPDX-License-Identifier: MIT
// pix2pix-trainer translate
#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include <CLI/CLI.hpp>

#include "models/inference/engine.h"
#include "trainer/commands/commands.h"
#include "trainer/data/picture_files.h"

namespace p2p {
namespace {

using Path = std::filesystem::path;

struct TranslateOptions {
  Path model, input, output;
  std::string device = "auto";
  std::string precision = "auto";
  std::string norm_stats = "auto";
};

EngineOptions engine_options(const TranslateOptions& options) {
  EngineOptions engine{.device = options.device,
                       .precision = precision_from_string(options.precision),
                       .norm_stats = {}};
  if (options.norm_stats != "auto")
    engine.norm_stats = norm_stats_from_string(options.norm_stats);
  return engine;
}

void translate_one(Engine& engine, const Path& input, const Path& output) {
  write_picture(output,
                engine.run(read_picture(input, engine.spec().in_channels)));
  std::printf("%s\n", output.c_str());
}

void translate_folder(Engine& engine, const Path& input, const Path& output) {
  const std::vector<Path> pictures = list_pictures(input);
  if (pictures.empty())
    throw std::runtime_error("there is no picture in '" + input.string() + "'");
  std::filesystem::create_directories(output);
  for (const Path& picture : pictures)
    translate_one(engine, picture, output / (picture.stem().string() + ".png"));
}

void translate(const TranslateOptions& options) {
  Engine engine = Engine::load(options.model, engine_options(options));
  std::fprintf(stderr, "%s\n", engine.summary().c_str());
  if (std::filesystem::is_directory(options.input))
    translate_folder(engine, options.input, options.output);
  else
    translate_one(engine, options.input, options.output);
}

}  // namespace

void add_translate_command(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "translate", "run a model over a picture or a folder of pictures");
  const auto options = std::make_shared<TranslateOptions>();
  command->add_option("--model", options->model, "model file")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("input", options->input, "picture or folder")
      ->required()
      ->check(CLI::ExistingPath);
  command->add_option("output", options->output, "picture or folder to write")
      ->required();
  command->add_option("--device", options->device, "auto, cpu, cuda or cuda:N")
      ->capture_default_str();
  command
      ->add_option("--precision", options->precision,
                   "auto, fp32, fp16, bf16 or int8")
      ->capture_default_str();
  command
      ->add_option("--norm-stats", options->norm_stats,
                   "auto (the model's), frame or running")
      ->capture_default_str();
  command->callback([options] { translate(*options); });
}

}  // namespace p2p
