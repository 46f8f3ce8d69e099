// SPDX-License-Identifier: MIT
// `pix2pix-trainer scenes`: pairs to train on and a clip to fly over.
#include "trainer/commands/scenes_command.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include "trainer/commands/scenes_output.h"
#include "trainer/scenes/flight_path.h"
#include "trainer/scenes/scene.h"
#include "trainer/scenes/view_sampler.h"

namespace p2p {
namespace {

namespace fs = std::filesystem;
using scenes::Pair;
using scenes::Region;
using scenes::Scene;
using scenes::View;

constexpr double kClipScale = 0.6;  // metres per pixel

fs::path numbered(const fs::path& folder, int number,
                  const std::string& format) {
  std::string name = std::to_string(number);
  name.insert(0, name.size() < 4 ? 4 - name.size() : 0, '0');
  return folder / (name + "." + format);
}

void write_pairs(const ScenesOptions& options, Region region, int count,
                 const fs::path& folder) {
  const PairsOptions& pairs = options.pairs;
  // City by city, so that only one city's textures are held.
  for (int city = 0; city < std::min(scenes::kCities, count); ++city) {
    const Scene scene(scenes::city_seed(options.seed, city));
    for (int i = city; i < count; i += scenes::kCities) {
      const View view =
          scenes::random_view(options.seed, region, i, pairs.size);
      const Pair pair = scene.pair(view);
      cv::Mat both;
      cv::hconcat(pair.aerial, pair.map, both);
      write_picture(numbered(folder, i + 1, pairs.format), both);
    }
  }
}

void make_pairs(const ScenesOptions& options) {
  const PairsOptions& pairs = options.pairs;
  if (!options.overwrite) prepare_folder(pairs.out, false);
  const fs::path train = pairs.out / "train";
  const fs::path val = pairs.out / "val";
  prepare_folder(train, options.overwrite);
  prepare_folder(val, options.overwrite);
  write_pairs(options, Region::kTrain, pairs.train, train);
  write_pairs(options, Region::kVal, pairs.val, val);
  std::printf("%d + %d pairs of %dx%d in %s\n", pairs.train, pairs.val,
              pairs.size, pairs.size, pairs.out.c_str());
}

/// Where the frames of one kind go: a clip, a folder, or both.
class FrameSink {
 public:
  FrameSink(const ClipOptions& options, bool overwrite, const char* kind)
      : format_("jpg") {
    if (!options.clip.empty()) {
      const fs::path file = beside(options.clip, kind);
      if (!overwrite && fs::exists(file)) {
        throw std::runtime_error("the clip " + file.string() +
                                 " exists: choose another name, or pass "
                                 "--overwrite to replace it");
      }
      clip_.emplace(file, options.fps, cv::Size(options.width, options.height));
    }
    if (options.frames.empty()) return;
    folder_ = *kind == '\0' ? options.frames : options.frames / kind;
    prepare_folder(folder_, overwrite);
  }

  void add(int number, const cv::Mat& frame) {
    if (clip_) clip_->add(frame);
    if (!folder_.empty()) {
      write_picture(numbered(folder_, number, format_), frame);
    }
  }

  void finish() {
    if (clip_) clip_->finish();
  }

 private:
  /// city.avi -> city_map.avi
  static fs::path beside(const fs::path& clip, const std::string& kind) {
    if (kind.empty()) return clip;
    return clip.parent_path() /
           (clip.stem().string() + "_" + kind + clip.extension().string());
  }

  std::string format_;
  fs::path folder_;
  std::optional<ClipWriter> clip_;
};

void make_flight(const ScenesOptions& options) {
  const ClipOptions& flight = options.flight;
  FrameSink aerial(flight, options.overwrite, "");
  std::optional<FrameSink> map;
  if (flight.map_too) map.emplace(flight, options.overwrite, "map");
  const View frame{.metres_per_pixel = kClipScale,
                   .width = flight.width,
                   .height = flight.height};
  const scenes::FlightPath path(options.seed, frame, flight.duration);
  const Scene scene(options.seed);
  const int frames =
      std::max(1, static_cast<int>(std::lround(flight.duration * flight.fps)));
  for (int i = 0; i < frames; ++i) {
    const Pair pair = scene.pair(path.at(i / flight.fps));
    aerial.add(i + 1, pair.aerial);
    if (map) map->add(i + 1, pair.map);
  }
  aerial.finish();
  if (map) map->finish();
  std::printf("%d frames of %dx%d in %s\n", frames, flight.width, flight.height,
              (flight.clip.empty() ? flight.frames : flight.clip).c_str());
}

void add_pairs_options(CLI::App& command, PairsOptions& options) {
  command.add_option("--out", options.out,
                     "folder for pairs: train/ and val/, photograph left");
  command.add_option("--train", options.train, "number of training pairs")
      ->check(CLI::Range(0, 1000000))
      ->capture_default_str();
  command.add_option("--val", options.val, "number of validation pairs")
      ->check(CLI::Range(0, 1000000))
      ->capture_default_str();
  command.add_option("--size", options.size, "pixels of a picture's side")
      ->check(CLI::Range(16, 4096))
      ->capture_default_str();
  command.add_option("--format", options.format, "of the pairs")
      ->check(CLI::IsMember({"jpg", "png"}))
      ->capture_default_str();
}

void add_flight_options(CLI::App& command, ClipOptions& options) {
  command.add_option("--clip", options.clip, "fly-over as a clip (.avi)");
  command.add_option("--frames", options.frames,
                     "fly-over as a folder of .jpg");
  command.add_option("--duration", options.duration, "seconds of the fly-over")
      ->check(CLI::Range(0.04, 3600.0))
      ->capture_default_str();
  command.add_option("--fps", options.fps, "frames per second")
      ->check(CLI::Range(1.0, 240.0))
      ->capture_default_str();
  command.add_option("--width", options.width, "of a frame, pixels")
      ->check(CLI::Range(16, 4096))
      ->capture_default_str();
  command.add_option("--height", options.height, "of a frame, pixels")
      ->check(CLI::Range(16, 4096))
      ->capture_default_str();
  command.add_flag("--map-too", options.map_too,
                   "also the fly-over's map (FILE_map.avi, DIR/map)");
}

}  // namespace

void make_scenes(const ScenesOptions& options) {
  const ClipOptions& flight = options.flight;
  const bool flies = !flight.clip.empty() || !flight.frames.empty();
  if (options.pairs.out.empty() && !flies) {
    throw std::runtime_error(
        "scenes has nothing to make: pass --out DIR for training pairs, or "
        "--clip FILE.avi or --frames DIR for a fly-over");
  }
  if (!flight.clip.empty() && flight.clip.extension() != ".avi") {
    throw std::runtime_error("the clip " + flight.clip.string() +
                             " is written as motion JPEG: end its name in "
                             ".avi");
  }
  if (!options.pairs.out.empty()) make_pairs(options);
  if (flies) make_flight(options);
}

void add_scenes_command(CLI::App& app) {
  auto options = std::make_shared<ScenesOptions>();
  CLI::App* command = app.add_subcommand(
      "scenes", "make aerial-looking scenes and their street maps");
  command->add_option("--seed", options->seed, "which cities")
      ->capture_default_str();
  command->add_flag("--overwrite", options->overwrite,
                    "replace what an earlier run wrote");
  add_pairs_options(*command, options->pairs);
  add_flight_options(*command, options->flight);
  command->callback([options] { make_scenes(*options); });
}

}  // namespace p2p
