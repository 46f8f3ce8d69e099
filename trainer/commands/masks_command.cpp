// SPDX-License-Identifier: MIT
// pix2pix-trainer masks
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "models/weights/atomic_file.h"
#include "trainer/commands/commands.h"
#include "trainer/commands/hole_arguments.h"
#include "trainer/data/picture_files.h"
#include "trainer/evaluation/csv.h"
#include "trainer/holes/exact_holes.h"
#include "trainer/holes/hole_ratio.h"

namespace p2p {
namespace {

namespace fs = std::filesystem;

/// Of one mask, before its bucket counts as out of reach.
constexpr int kAttempts = 200;
constexpr int kLeastSide = 16, kMostSide = 4096;

struct MasksOptions {
  fs::path output;
  int count = 600;
  std::string size = "256";
  uint64_t seed = 1;
  std::vector<double> ratios = {0, 10, 20, 30, 40, 50, 60};
  std::string border = "both";
  HoleOptions holes = {.source = "random"};
};

struct Size {
  int width = 0, height = 0;
};

int side_of(const std::string& text, const std::string& size) {
  int side = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), side);
  if (error != std::errc() || end != text.data() + text.size() ||
      side < kLeastSide || side > kMostSide)
    throw std::runtime_error("--size is '" + size +
                             "': wanted is one number or WIDTHxHEIGHT, each " +
                             std::to_string(kLeastSide) + " to " +
                             std::to_string(kMostSide));
  return side;
}

Size size_of(const std::string& text) {
  const size_t cross = text.find('x');
  const int width = side_of(text.substr(0, cross), text);
  if (cross == std::string::npos) return {width, width};
  return {width, side_of(text.substr(cross + 1), text)};
}

void check_ratios(const MasksOptions& options) {
  const std::vector<double>& ratios = options.ratios;
  bool rise = ratios.size() >= 2 && ratios.front() >= 0 && ratios.back() <= 100;
  for (size_t i = 1; i < ratios.size(); ++i)
    rise = rise && ratios[i - 1] < ratios[i];
  if (!rise)
    throw std::runtime_error(
        "--ratios wants the bounds of the buckets in percent, two or more, "
        "rising, from 0 to 100: 0,10,20");
  if (options.count < static_cast<int>(ratios.size()) - 1)
    throw std::runtime_error("--count is " + std::to_string(options.count) +
                             ", less than one mask for each of " +
                             std::to_string(ratios.size() - 1) + " buckets");
}

/// A folder that gets its name when all of it is written; without commit()
/// nothing stays behind.
class WholeFolder {
 public:
  explicit WholeFolder(const fs::path& folder)
      : folder_(fs::absolute(folder).lexically_normal()) {
    if (folder_.filename().empty()) folder_ = folder_.parent_path();
    if (fs::exists(folder_) &&
        !(fs::is_directory(folder_) && fs::is_empty(folder_)))
      throw std::runtime_error(
          "'" + folder.string() +
          "' exists and is no empty folder: nothing in it is overwritten, "
          "choose another name");
    temporary_ =
        folder_.parent_path() / ("." + folder_.filename().string() + ".part");
    fs::create_directories(folder_.parent_path());
    if (!fs::create_directory(temporary_))
      throw std::runtime_error("'" + temporary_.string() +
                               "' is there already: another run is writing, "
                               "or one was stopped and it can be removed");
  }
  ~WholeFolder() {
    std::error_code ignored;
    if (!temporary_.empty()) fs::remove_all(temporary_, ignored);
  }
  WholeFolder(const WholeFolder&) = delete;
  WholeFolder& operator=(const WholeFolder&) = delete;

  /// Where to write.
  const fs::path& path() const { return temporary_; }

  void commit() {
    // Replaces an empty folder.
    fs::rename(temporary_, folder_);
    temporary_.clear();
  }

 private:
  fs::path folder_, temporary_;
};

/// The masks of one bucket.
class Bucket {
 public:
  Bucket(const MasksOptions& options, size_t number, HoleSourcePtr source)
      : seed_(options.seed),
        size_(size_of(options.size)),
        range_{options.ratios[number] / 100.0,
               options.ratios[number + 1] / 100.0},
        source_(std::move(source)) {}

  /// Throws std::runtime_error if no draw fits.
  torch::Tensor draw(int index, bool border) const {
    Random random(seed_, Stream::kHoles, 0, static_cast<uint32_t>(index));
    if (const auto mask =
            draw_exactly(*source_, random, size_.height, size_.width,
                         {range_.least, range_.most, border}, kAttempts))
      return *mask;
    char bounds[64];
    std::snprintf(bounds, sizeof bounds, "%g to %g %%", 100.0 * range_.least,
                  100.0 * range_.most);
    throw std::runtime_error(
        std::string("no mask of ") + bounds + " of holes " +
        (border ? "that touch the border" : "away from the border") +
        " was among " + std::to_string(kAttempts) +
        " draws: choose other --ratios, or --border " +
        (border ? "no" : "yes"));
  }

 private:
  uint64_t seed_;
  Size size_;
  HoleRange range_;
  HoleSourcePtr source_;
};

/// Writes a mask; returns its line of the table.
std::string write_mask(const fs::path& folder, int index, size_t bucket,
                       const torch::Tensor& mask) {
  char name[32];
  std::snprintf(name, sizeof name, "%05d.png", index);
  write_picture(folder / name, mask);
  return csv_field(name) + "," + csv_number(hole_ratio(mask)) + "," +
         std::to_string(bucket) + "," + (touches_border(mask) ? "yes" : "no") +
         "\n";
}

void make_masks(const MasksOptions& options) {
  check_ratios(options);
  size_of(options.size);
  WholeFolder folder(options.output);
  std::string table = "file,ratio,bucket,border\n";
  const HoleSourcePtr source = open_holes(options.holes);
  const auto buckets = static_cast<int64_t>(options.ratios.size()) - 1;
  int index = 0;
  for (int64_t number = 0; number < buckets; ++number) {
    const Bucket bucket(options, static_cast<size_t>(number), source);
    const auto end = static_cast<int>(options.count * (number + 1) / buckets);
    for (int of_bucket = 0; index < end; ++index, ++of_bucket) {
      const bool border = options.border == "both" ? of_bucket % 2 == 0
                                                   : options.border == "yes";
      table += write_mask(folder.path(), index, static_cast<size_t>(number),
                          bucket.draw(index, border));
    }
  }
  AtomicFile file(folder.path() / "masks.csv");
  file.write(table);
  file.commit();
  folder.commit();
  std::printf("%s: %d masks and masks.csv\n", options.output.c_str(),
              options.count);
}

}  // namespace

void add_masks_command(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "masks", "make masks of holes for tests of inpainting, white is hole");
  const auto options = std::make_shared<MasksOptions>();
  command->add_option("out", options->output, "folder to write")->required();
  command->add_option("--count", options->count, "how many in all")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  command->add_option("--size", options->size, "pixels: a side, or WxH")
      ->capture_default_str();
  command->add_option("--seed", options->seed, "which masks")
      ->capture_default_str();
  command
      ->add_option("--ratios", options->ratios,
                   "bounds of buckets in percent of holes; equally many masks "
                   "of each")
      ->delimiter(',')
      ->default_str("0,10,20,30,40,50,60");
  command
      ->add_option("--border", options->border,
                   "holes touch the border (yes), stay away from it (no), or "
                   "every other mask of a bucket each (both)")
      ->check(CLI::IsMember({"both", "yes", "no"}))
      ->capture_default_str();
  command
      ->add_option("--from", options->holes.source,
                   "folder of masks to turn, mirror, cut and dilate; without "
                   "it they are drawn")
      ->check(CLI::ExistingDirectory);
  add_polarity_argument(*command, options->holes.black_is_hole, "Options");
  command->callback([options] { make_masks(*options); });
}

}  // namespace p2p
