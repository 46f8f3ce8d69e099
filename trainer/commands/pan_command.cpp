// SPDX-License-Identifier: MIT
// `pix2pix-trainer pan`: a clip that moves over a picture.
#include "trainer/commands/pan_command.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>

#include <opencv2/imgcodecs.hpp>

#include "trainer/commands/scenes_output.h"
#include "trainer/scenes/eye_ground.h"
#include "trainer/scenes/picture_pan.h"

namespace p2p {
namespace {

namespace fs = std::filesystem;

constexpr int kEyeSize = 768;

cv::Mat open_picture(const PanOptions& options) {
  const std::string name = options.picture.string();
  if (name.empty())
    return scenes::paint_eye_ground(scenes::Key(options.seed), kEyeSize);
  if (!fs::exists(options.picture))
    throw std::runtime_error("there is no picture '" + name + "'");
  cv::Mat picture;
  try {
    picture = cv::imread(name, cv::IMREAD_COLOR);
  } catch (const cv::Exception&) {
    // Said below.
  }
  if (picture.empty())
    throw std::runtime_error("'" + name +
                             "' is no picture that can be read: choose a PNG, "
                             "JPEG or TIFF file");
  return picture;
}

void check_clip(const PanOptions& options) {
  const std::string name = options.clip.string();
  if (options.clip.extension() != ".avi")
    throw std::runtime_error("the clip '" + name +
                             "' is written as motion JPEG: end its name in "
                             ".avi");
  if (!options.overwrite && fs::exists(options.clip))
    throw std::runtime_error("the clip '" + name +
                             "' exists: choose another name, or pass "
                             "--overwrite to replace it");
}

}  // namespace

void make_pan(const PanOptions& options) {
  check_clip(options);
  const cv::Mat picture = open_picture(options);
  const cv::Size frame(options.width, options.height);
  const scenes::PicturePan pan(picture, frame, options.zoom);
  ClipWriter clip(options.clip, options.fps, frame);
  const int frames = std::max(
      1, static_cast<int>(std::lround(options.duration * options.fps)));
  for (int i = 0; i < frames; ++i)
    clip.add(pan.at(static_cast<double>(i) / frames));
  clip.finish();
  std::printf("%d frames of %dx%d in %s\n", frames, frame.width, frame.height,
              options.clip.c_str());
}

void add_pan_command(CLI::App& app) {
  auto options = std::make_shared<PanOptions>();
  CLI::App* command = app.add_subcommand(
      "pan", "make a clip that moves over a picture and zooms in");
  command->add_option("--clip", options->clip, "what to write (.avi)")
      ->required();
  command->add_option("--picture", options->picture,
                      "PNG, JPEG or TIFF; without it a fundus photograph of an "
                      "eye that does not exist is painted");
  command->add_option("--seed", options->seed, "which eye is painted")
      ->capture_default_str();
  command->add_flag("--overwrite", options->overwrite,
                    "replace what an earlier run wrote");
  command->add_option("--zoom", options->zoom, "how far it zooms in")
      ->check(CLI::Range(1.0, 20.0))
      ->capture_default_str();
  command->add_option("--duration", options->duration, "seconds")
      ->check(CLI::Range(0.04, 3600.0))
      ->capture_default_str();
  command->add_option("--fps", options->fps, "frames per second")
      ->check(CLI::Range(1.0, 240.0))
      ->capture_default_str();
  command->add_option("--width", options->width, "of a frame, pixels")
      ->check(CLI::Range(16, 4096))
      ->capture_default_str();
  command->add_option("--height", options->height, "of a frame, pixels")
      ->check(CLI::Range(16, 4096))
      ->capture_default_str();
  command->callback([options] { make_pan(*options); });
}

}  // namespace p2p
