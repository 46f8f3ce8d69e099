// SPDX-License-Identifier: MIT
// Files to masks in memory, and masks that fit a range.
#include "trainer/holes/file_holes.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <stdexcept>
#include <string>

#include <ATen/ops/zeros_like.h>

#include "models/pixels/holes.h"
#include "trainer/data/picture_files.h"
#include "trainer/data/resize.h"
#include "trainer/holes/hole_ratio.h"
#include "trainer/holes/mask_augment.h"

namespace p2p {
namespace {

constexpr int kDraws = 32;
constexpr size_t kMostBytes = size_t{256} << 20;

/// A mask is grey if more than one pixel in a hundred is neither nearly black
/// nor nearly white: rims of antialiasing and of JPEG do not count.
constexpr int kNearly = 32;
constexpr double kGreyShare = 0.01;

std::vector<std::filesystem::path> listed(const std::string& folder) {
  if (!can_read_picture_files())
    throw std::runtime_error(
        "the holes of '" + folder +
        "' are picture files, and this pix2pix-trainer was built without "
        "OpenCV: use --holes random, or build with -Dopencv=enabled");
  if (!std::filesystem::is_directory(folder))
    throw std::runtime_error("there is no folder '" + folder +
                             "' of masks: --holes takes none, random, or a "
                             "folder of pictures that are white in holes");
  std::vector<std::filesystem::path> files = list_pictures(folder);
  if (files.empty())
    throw std::runtime_error("the folder '" + folder +
                             "' holds no picture (PNG, JPEG, TIFF, BMP, WebP, "
                             "GIF, PPM): masks are expected directly in it");
  return files;
}

bool is_grey(const torch::Tensor& picture) {
  const auto between =
      (picture.gt(kNearly) & picture.lt(255 - kNearly)).count_nonzero();
  return static_cast<double>(between.item<int64_t>()) >
         kGreyShare * static_cast<double>(picture.numel());
}

/// The part inside the margin of border_margin().
torch::Tensor inside(const torch::Tensor& mask) {
  const auto height = static_cast<int>(mask.size(0));
  const auto width = static_cast<int>(mask.size(1));
  const int margin = border_margin(height, width);
  return mask.slice(0, margin, std::max(margin, height - margin))
      .slice(1, margin, std::max(margin, width - margin));
}

bool keeps_off_border(const torch::Tensor& mask) {
  return inside(mask).count_nonzero().equal(mask.count_nonzero());
}

torch::Tensor cleared_at_border(const torch::Tensor& mask) {
  torch::Tensor cleared = at::zeros_like(mask);
  inside(cleared).copy_(inside(mask));
  return cleared;
}

double distance(double ratio, const HoleRange& range) {
  return std::max({range.least - ratio, ratio - range.most, 0.0});
}

}  // namespace

FileHoles::FileHoles(const HoleOptions& options)
    : options_(options), files_(listed(options.source)), kept_(files_.size()) {
  check_range(options.range);
}

torch::Tensor FileHoles::draw(Random& random, int height, int width) const {
  const HoleRange& range = options_.range;
  torch::Tensor nearest;
  double nearest_distance = std::numeric_limits<double>::infinity();
  for (int i = 0; i < kDraws; ++i) {
    const torch::Tensor mask = attempt(random, height, width, range);
    const double ratio = hole_ratio(mask);
    const bool off_border = range.border || keeps_off_border(mask);
    if (in_range(ratio, range) && off_border) return mask;
    const double away = distance(ratio, range);
    if (away >= nearest_distance) continue;
    nearest = off_border ? mask : cleared_at_border(mask);
    nearest_distance = away;
  }
  tell_of_misfit(hole_ratio(nearest));
  return nearest;
}

torch::Tensor FileHoles::attempt(Random& random, int height, int width,
                                 const HoleRange&) const {
  check_size(height, width);
  const torch::Tensor whole =
      mask(random.below(static_cast<uint32_t>(files_.size())));
  return options_.augment
             ? augment_mask(whole, draw_mask(random), height, width)
             : resize(whole, height, width, PictureKind::kLabels);
}

torch::Tensor FileHoles::mask(size_t index) const {
  {
    const std::lock_guard lock(mutex_);
    if (kept_[index].defined()) return kept_[index];
  }
  const torch::Tensor mask = decoded(index);
  const std::lock_guard lock(mutex_);
  if (!kept_[index].defined() && used_ + mask.nbytes() <= kMostBytes) {
    kept_[index] = mask;
    used_ += mask.nbytes();
  }
  return mask;
}

torch::Tensor FileHoles::decoded(size_t index) const {
  const torch::Tensor picture = read_picture(files_[index], 1);
  if (is_grey(picture) && !told_of_grey_.exchange(true))
    std::fprintf(stderr,
                 "holes: masks of '%s' are grey ('%s' is one): %d to 255 count "
                 "as white, the rest as black\n",
                 options_.source.c_str(), files_[index].filename().c_str(),
                 kHoleFrom);
  const torch::Tensor hole =
      options_.black_is_hole ? picture.lt(kHoleFrom) : picture.ge(kHoleFrom);
  return hole.to(torch::kByte).mul_(255);
}

void FileHoles::tell_of_misfit(double ratio) const {
  if (told_of_misfit_.exchange(true)) return;
  const HoleRange& range = options_.range;
  std::fprintf(stderr,
               "holes: none of %d masks drawn from '%s' had %g to %g %% of "
               "holes%s; the nearest, with %.1f %%, is used. Is black the hole "
               "(--mask-polarity black)?\n",
               kDraws, options_.source.c_str(), 100.0 * range.least,
               100.0 * range.most, range.border ? "" : " away from the border",
               100.0 * ratio);
}

}  // namespace p2p
