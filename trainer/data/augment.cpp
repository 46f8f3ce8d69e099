// SPDX-License-Identifier: MIT
// Turns and bends sample the picture once, at the places of the crop's pixels.
#include "trainer/data/augment.h"

#include <cmath>
#include <numbers>
#include <stdexcept>

#include <ATen/ops/arange.h>
#include <ATen/ops/grid_sampler.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/upsample_bicubic2d.h>

#include "trainer/data/pixel_values.h"

namespace p2p {
namespace {

/// Pixels between the points of the grid that elastic shifts are drawn for.
constexpr int kGridStep = 32;

/// at::grid_sampler's numbers.
constexpr int64_t kBilinear = 0, kNearest = 1, kBicubic = 2;
constexpr int64_t kZeros = 0, kReflect = 2;

torch::Tensor normals(Random& random, at::IntArrayRef shape, double deviation) {
  torch::Tensor values = torch::empty(shape, torch::kFloat);
  random.fill_normal(
      {values.mutable_data_ptr<float>(), static_cast<size_t>(values.numel())});
  return values.mul_(deviation);
}

ColourDraw draw_colour(Random& random, double strength) {
  const auto factor = [&] {
    return static_cast<float>(random.between(1.0 - strength, 1.0 + strength));
  };
  ColourDraw draw;
  draw.brightness = factor();
  draw.contrast = factor();
  draw.saturation = factor();
  return draw;
}

bool bends(const AugmentDraw& draw) {
  return draw.angle != 0.0 || draw.shifts.defined();
}

/// Where in the picture each pixel of the crop comes from, as grid_sampler
/// wants it: [1, height, width, 2], -1 to 1 from edge to edge.
torch::Tensor source_places(const Jitter& jitter, const AugmentDraw& draw,
                            int64_t picture_height, int64_t picture_width) {
  const torch::Tensor column =
      at::arange(jitter.width, torch::kFloat) - 0.5 * (jitter.width - 1);
  const torch::Tensor row =
      (at::arange(jitter.height, torch::kFloat) - 0.5 * (jitter.height - 1))
          .unsqueeze(1);
  const double angle = draw.angle * std::numbers::pi / 180.0;
  torch::Tensor x = column * std::cos(angle) - row * std::sin(angle);
  torch::Tensor y = column * std::sin(angle) + row * std::cos(angle);
  if (draw.shifts.defined()) {
    const torch::Tensor shifts = at::upsample_bicubic2d(
        draw.shifts.unsqueeze(0), {jitter.height, jitter.width},
        /*align_corners=*/true)[0];
    x = x + shifts[0];
    y = y + shifts[1];
  }
  x = x + jitter.x + 0.5 * jitter.width;
  y = y + jitter.y + 0.5 * jitter.height;
  return at::stack({x * (2.0 / picture_width) - 1.0,
                    y * (2.0 / picture_height) - 1.0},
                   2)
      .unsqueeze(0);
}

torch::Tensor like(const torch::Tensor& values, const torch::Tensor& picture) {
  return picture.scalar_type() == torch::kByte ? as_bytes(values)
                                               : values.clamp(0.0, 255.0);
}

torch::Tensor sample_at(const torch::Tensor& picture,
                        const torch::Tensor& places, int64_t interpolation,
                        int64_t outside) {
  const torch::Tensor planar =
      picture.to(torch::kFloat).permute({2, 0, 1}).unsqueeze(0);
  return like(at::grid_sampler(planar, places, interpolation, outside,
                               /*align_corners=*/false)[0]
                  .permute({1, 2, 0})
                  .contiguous(),
              picture);
}

int64_t interpolation_of(PictureKind kind) {
  switch (kind) {
    case PictureKind::kPicture:
      return kBicubic;
    case PictureKind::kMask:
      return kBilinear;
    case PictureKind::kLabels:
      return kNearest;
  }
  throw std::invalid_argument("unknown kind of picture");
}

/// The crop of one picture, in place and orientation.
torch::Tensor cut(const torch::Tensor& picture, const Jitter& jitter,
                  const AugmentDraw& draw, int64_t interpolation,
                  int64_t outside) {
  torch::Tensor part;
  if (bends(draw)) {
    part = sample_at(
        picture, source_places(jitter, draw, picture.size(0), picture.size(1)),
        interpolation, outside);
    if (jitter.flip) part = part.flip(1);
  } else {
    part = apply_jitter(picture, jitter);
  }
  if (draw.flip_vertical) part = part.flip(0);
  if (draw.quarter_turns != 0) part = part.rot90(draw.quarter_turns, {0, 1});
  return part.contiguous();
}

torch::Tensor luma(const torch::Tensor& picture) {
  if (picture.size(2) != 3) return picture.mean(2, /*keepdim=*/true);
  return picture.matmul(torch::tensor({0.299f, 0.587f, 0.114f})).unsqueeze(2);
}

}  // namespace

AugmentDraw draw_augmentation(Random& random, const Augmentation& augmentation,
                              int width, int height, int channels) {
  AugmentDraw draw;
  if (augmentation.quarter_turns)
    draw.quarter_turns = width == height
                             ? static_cast<int>(random.below(4))
                             : 2 * static_cast<int>(random.below(2));
  if (augmentation.flip_vertical) draw.flip_vertical = random.coin();
  if (augmentation.rotation > 0.0)
    draw.angle = random.between(-augmentation.rotation, augmentation.rotation);
  if (augmentation.elastic > 0.0)
    draw.shifts =
        normals(random, {2, height / kGridStep + 2, width / kGridStep + 2},
                augmentation.elastic);
  if (augmentation.colour > 0.0)
    draw.colour = draw_colour(random, augmentation.colour);
  if (augmentation.noise > 0.0) {
    draw.noise = random.between(0.0, augmentation.noise);
    draw.noise_values = normals(random, {height, width, channels}, draw.noise);
  }
  return draw;
}

torch::Tensor change_colour(const torch::Tensor& picture,
                            const ColourDraw& draw) {
  if (draw == ColourDraw{}) return picture;
  torch::Tensor values = picture.to(torch::kFloat) * draw.brightness;
  const torch::Tensor mean = luma(values).mean();
  values = (values - mean) * draw.contrast + mean;
  if (picture.size(2) == 3) {
    const torch::Tensor grey = luma(values);
    values = grey + (values - grey) * draw.saturation;
  }
  return like(values, picture);
}

Pair apply_augmentation(const Pair& pair, const Jitter& jitter,
                        const AugmentDraw& draw, const PairKinds& kinds,
                        bool colour_of_target) {
  Pair out;
  out.a = cut(pair.a, jitter, draw, interpolation_of(kinds.a), kReflect);
  const bool one_picture = pair.b.is_same(pair.a) && kinds.a == kinds.b;
  out.b = one_picture
              ? out.a
              : cut(pair.b, jitter, draw, interpolation_of(kinds.b), kReflect);
  if (pair.region.defined())
    out.region = cut(pair.region, jitter, draw, kBilinear, kZeros);
  out.a = change_colour(out.a, draw.colour);
  if (colour_of_target) out.b = change_colour(out.b, draw.colour);
  if (draw.noise_values.defined())
    out.a = like(out.a.to(torch::kFloat) + draw.noise_values, out.a);
  return out;
}

}  // namespace p2p
