// SPDX-License-Identifier: MIT
// pix2pix-trainer translate
#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include <ATen/ops/bitwise_not.h>
#include <CLI/CLI.hpp>

#include "models/inference/engine.h"
#include "trainer/commands/commands.h"
#include "trainer/commands/hole_arguments.h"
#include "trainer/data/counted.h"
#include "trainer/data/file_names.h"
#include "trainer/data/picture_files.h"
#include "trainer/data/resize.h"

namespace p2p {
namespace {

using Path = std::filesystem::path;

struct TranslateOptions {
  Path model, input, output;
  Path
      mask;  ///< of holes: a picture, or a folder of pictures of the same names
  bool black_is_hole = false;
  int feather = 0;
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

/// The mask that belongs to a picture.
Path mask_of(const TranslateOptions& options, const Path& picture) {
  if (!std::filesystem::is_directory(options.mask)) return options.mask;
  for (const Path& mask : list_pictures(options.mask))
    if (mask.stem() == picture.stem()) return mask;
  throw std::runtime_error("'" + options.mask.string() +
                           "' has no mask named like '" +
                           picture.filename().string() + "'");
}

/// White in holes, at the picture's size.
torch::Tensor read_mask(const TranslateOptions& options, const Path& file,
                        const torch::Tensor& picture) {
  const torch::Tensor mask =
      resize(read_picture(file, 1), static_cast<int>(picture.size(0)),
             static_cast<int>(picture.size(1)), PictureKind::kLabels);
  return options.black_is_hole ? at::bitwise_not(mask) : mask;
}

torch::Tensor result(Engine& engine, const TranslateOptions& options,
                     const Path& input, const torch::Tensor& picture) {
  if (options.mask.empty()) return engine.run(picture);
  return engine.fill_holes(picture,
                           read_mask(options, mask_of(options, input), picture),
                           options.feather);
}

void refuse_same(const Path& input, const Path& output) {
  std::error_code ignored;
  if (std::filesystem::equivalent(input, output, ignored))
    throw std::runtime_error("'" + output.string() +
                             "' is what is read, and would be overwritten: "
                             "choose another output");
}

void translate_one(Engine& engine, const TranslateOptions& options,
                   const Path& input, const Path& output) {
  const torch::Tensor picture =
      read_picture(input, picture_channels(engine.spec()));
  write_picture(output, result(engine, options, input, picture));
  std::printf("%s\n", output.c_str());
}

/// Goes on behind a picture that cannot be translated; says how many there are.
void translate_folder(Engine& engine, const TranslateOptions& options) {
  const std::vector<Path> pictures = list_pictures(options.input);
  if (pictures.empty())
    throw std::runtime_error("there is no picture in '" +
                             options.input.string() + "'");
  std::filesystem::create_directories(options.output);
  FileNames names;
  size_t failed = 0;
  for (const Path& picture : pictures) try {
      translate_one(engine, options, picture,
                    options.output / (names.next(picture) + ".png"));
    } catch (const std::runtime_error& error) {
      std::fprintf(stderr, "%s\n", error.what());
      ++failed;
    }
  if (failed > 0)
    throw std::runtime_error(std::to_string(failed) + " of " +
                             counted(pictures.size(), "picture") +
                             " could not be translated, see above");
}

void check_mask(const TranslateOptions& options, const ModelSpec& spec) {
  const bool wanted = spec.mask_input != MaskInput::kNone;
  if (wanted == !options.mask.empty()) return;
  throw std::runtime_error(
      wanted ? "'" + options.model.string() +
                   "' fills holes: show them with --mask FILE or FOLDER, white "
                   "where something is missing"
             : "'" + options.model.string() +
                   "' knows of no holes: leave out --mask");
}

void translate(const TranslateOptions& options) {
  Engine engine = Engine::load(options.model, engine_options(options));
  check_mask(options, engine.spec());
  refuse_same(options.input, options.output);
  std::fprintf(stderr, "%s\n", engine.summary().c_str());
  if (std::filesystem::is_directory(options.input))
    translate_folder(engine, options);
  else
    translate_one(engine, options, options.input, options.output);
}

void add_mask_arguments(CLI::App& command, TranslateOptions& options) {
  const char* group = "Holes (models that fill them)";
  command
      .add_option("--mask", options.mask,
                  "picture of any size that is white in holes, or a folder of "
                  "masks named like the pictures")
      ->check(CLI::ExistingPath)
      ->group(group);
  add_polarity_argument(command, options.black_is_hole, group);
  command
      .add_option("--feather", options.feather,
                  "pixels around a hole over which both pictures are "
                  "blended")
      ->check(CLI::Range(0, 255))
      ->capture_default_str()
      ->group(group);
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
  add_mask_arguments(*command, *options);
  command->callback([options] { translate(*options); });
}

}  // namespace p2p
