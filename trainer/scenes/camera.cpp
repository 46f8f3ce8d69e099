// SPDX-License-Identifier: MIT
// What a camera makes of the painted scene: grain, exposure, blur, noise.
#include "trainer/scenes/camera.h"

#include <opencv2/imgproc.hpp>

namespace p2p::scenes {
namespace {

/// Share of each channel that a full shadow takes away: the sky's blue stays.
constexpr float kShade[] = {0.46f, 0.53f, 0.57f};
constexpr double kBlur = 0.55;        // pixels
constexpr double kNoise = 3.2;        // grey levels, largest
constexpr float kGrainLevel = 0.62f;  // of a roughness of 255
constexpr double kVeil = 150.0;       // grey level of haze

cv::Mat grained(const cv::Mat& scene, const Projection& projection,
                const Textures& textures) {
  cv::Mat picture(scene.size(), CV_8UC3);
  const cv::Point2d step = projection.world_step();
  for (int y = 0; y < scene.rows; ++y) {
    const auto* in = scene.ptr<cv::Vec4b>(y);
    auto* out = picture.ptr<cv::Vec3b>(y);
    // Another place of the same noise than the ground's colours use.
    cv::Point2d world = projection.world(cv::Point2d(0, y)) * 1.37;
    for (int x = 0; x < scene.cols; ++x, world += step * 1.37) {
      const float rough = static_cast<float>(in[x][3]) / 255.0f;
      const float light = 1.0f + kGrainLevel * rough * textures.grain(world);
      for (int c = 0; c < 3; ++c) {
        out[x][c] =
            cv::saturate_cast<uchar>(static_cast<float>(in[x][c]) * light);
      }
    }
  }
  return picture;
}

}  // namespace

void cast_shadows(const cv::Mat& shadows, cv::Mat& scene) {
  for (int y = 0; y < scene.rows; ++y) {
    const uchar* shadow = shadows.ptr<uchar>(y);
    auto* row = scene.ptr<cv::Vec4b>(y);
    for (int x = 0; x < scene.cols; ++x) {
      if (shadow[x] == 0) continue;
      const float depth = static_cast<float>(shadow[x]) / 255.0f;
      for (int c = 0; c < 3; ++c) {
        row[x][c] = cv::saturate_cast<uchar>(static_cast<float>(row[x][c]) *
                                             (1.0f - depth * kShade[c]));
      }
    }
  }
}

cv::Mat photograph(const cv::Mat& scene, const Projection& projection,
                   const Textures& textures, const Look& look) {
  const cv::Mat fine = grained(scene, projection, textures);
  cv::Mat picture;
  cv::resize(fine, picture, scene.size() / kSupersampling, 0, 0,
             cv::INTER_AREA);
  cv::GaussianBlur(picture, picture, {3, 3}, kBlur);
  const double gain = look.exposure * (1 - look.haze);
  cv::multiply(picture, cv::Scalar(look.tint * gain), picture);
  cv::add(picture, cv::Scalar::all(kVeil * look.haze), picture);
  return picture;
}

void add_sensor_noise(Key key, cv::Mat& picture) {
  for (int y = 0; y < picture.rows; ++y) {
    auto* row = picture.ptr<cv::Vec3b>(y);
    for (int x = 0; x < picture.cols; ++x) {
      // Two draws of 16 bits per channel out of one hash: a triangular law.
      const std::uint64_t bits = key.at(x, y).value();
      const double common = static_cast<double>(bits & 0xffff) / 65536 - 0.5;
      for (int c = 0; c < 3; ++c) {
        const std::uint64_t draw = (bits >> (16 + 16 * c)) & 0xffff;
        const double own = static_cast<double>(draw) / 65536 - 0.5;
        row[x][c] =
            cv::saturate_cast<uchar>(row[x][c] + kNoise * (common + own));
      }
    }
  }
}

}  // namespace p2p::scenes
