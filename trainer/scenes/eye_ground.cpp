// SPDX-License-Identifier: MIT
// Lengths are in radii of the field of view, from its centre, y downwards.
#include "trainer/scenes/eye_ground.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <opencv2/imgproc.hpp>

#include "trainer/scenes/noise_tile.h"

namespace p2p::scenes {
namespace {

constexpr double kFieldShare = 0.46;  // radius of the field by the side
constexpr int kFineBits = 4;          // cv::line takes fixed-point places
const cv::Point2d kOpticDisc(-0.52, -0.02);
const cv::Point2d kMacula(0.12, 0.06);

constexpr double kStep = 0.02;
constexpr double kThinnest = 0.0022;
constexpr double kArcadeWidth = 0.017;

double squared_distance(const cv::Point2d& a, const cv::Point2d& b) {
  return (a - b).dot(a - b);
}

/// 1 at `centre`, falling to 0 with a bell's slope.
double bell(const cv::Point2d& at, const cv::Point2d& centre, double width) {
  return std::exp(-squared_distance(at, centre) / (2 * width * width));
}

/// Where and how a vessel grows.
struct Tip {
  cv::Point2d at;
  double direction;  ///< radians, 0 to the right, clockwise in the picture
  double width;
  double bend;  ///< radians for a step
};

/// Draws trees of vessels on a CV_8UC1 picture: how much blood is in the way.
class VesselPainter {
 public:
  VesselPainter(cv::Mat& blood, double radius)
      : blood_(blood), radius_(radius) {}

  void grow(Key key, Tip tip) {
    for (int i = 0; tip.width > kThinnest && inside(tip.at); ++i) {
      const Key here = key.at(i);
      const cv::Point2d from = tip.at;
      tip.direction += tip.bend + here["turn"].between(-0.12, 0.12);
      tip.at +=
          kStep * cv::Point2d(std::cos(tip.direction), std::sin(tip.direction));
      line(from, tip.at, tip.width);
      tip.width *= 0.992;
      if (here["branches"].chance(0.11)) branch(here, tip);
    }
  }

 private:
  static bool inside(const cv::Point2d& at) { return at.dot(at) < 1.0; }

  /// A thin side branch, or a fork; widths as Murray's law has it: their cubes
  /// add up.
  void branch(Key key, Tip& tip) {
    const double share = key["share"].between(0.08, 0.45);
    Tip side = tip;
    const double away = key["left"].chance(0.5) ? -1.0 : 1.0;
    side.direction += away * key["angle"].between(0.35, 1.0);
    side.width *= std::cbrt(share);
    side.bend = key["bend"].between(-0.02, 0.02);
    tip.width *= std::cbrt(1.0 - share);
    tip.direction -= away * 0.3 * share;
    grow(key["side"], side);
  }

  void line(const cv::Point2d& from, const cv::Point2d& to, double width) {
    const double scale = 1 << kFineBits;
    const auto place = [&](const cv::Point2d& at) {
      const cv::Point2d centre(blood_.cols / 2.0, blood_.rows / 2.0);
      return cv::Point((centre + at * radius_) * scale);
    };
    const int pixels = std::max(1, cvRound(2 * width * radius_));
    cv::line(blood_, place(from), place(to), cv::Scalar(255), pixels,
             cv::LINE_AA, kFineBits);
  }

  cv::Mat& blood_;
  double radius_;
};

/// Two arteries and two veins that arch around the macula, and as many that
/// leave to the other side.
cv::Mat paint_blood(Key key, int size) {
  // Four times as fine: thin vessels are fractions of a pixel.
  constexpr int kFine = 4;
  cv::Mat fine(size * kFine, size * kFine, CV_8UC1, cv::Scalar(0));
  VesselPainter painter(fine, kFieldShare * size * kFine);
  for (int i = 0; i < 8; ++i) {
    const Key vessel = key.at(i);
    const double up = i % 2 == 0 ? -1.0 : 1.0;
    const bool temporal = i < 4;
    const bool vein = i % 4 < 2;
    painter.grow(vessel,
                 {kOpticDisc,
                  (temporal ? up * vessel["start"].between(0.9, 1.25)
                            : up * vessel["start"].between(1.9, 2.4)) +
                      (vein ? 0.0 : 0.15 * up),
                  (vein ? 1.0 : 0.75) * (temporal ? 1.0 : 0.7) * kArcadeWidth,
                  temporal ? -up * vessel["bend"].between(0.026, 0.034) : 0.0});
  }
  cv::Mat blood;
  cv::resize(fine, blood, {size, size}, 0, 0, cv::INTER_AREA);
  return blood;
}

/// What the retina's colour is multiplied by under full blood.
const cv::Vec3d kBlood(0.72, 0.48, 0.74);

cv::Vec3d retina(const cv::Point2d& at, double grain) {
  const double rim = at.dot(at);
  cv::Vec3d colour(52, 96, 204);
  colour *= (1.0 - 0.38 * rim) * (1.0 + 0.07 * grain);
  const double macula = bell(at, kMacula, 0.13);
  for (int c = 0; c < 3; ++c) colour[c] *= 1.0 - (c == 2 ? 0.22 : 0.4) * macula;
  const double disc =
      1.0 /
      (1.0 +
       std::exp((std::sqrt(squared_distance(at, kOpticDisc)) - 0.12) / 0.012));
  return colour + disc * (cv::Vec3d(120, 205, 245) - colour);
}

}  // namespace

cv::Mat paint_eye_ground(Key key, int size) {
  const cv::Mat blood = paint_blood(key["blood"], size);
  const NoiseTile grain(key["grain"], {2, 7, 0.7F});
  const double radius = kFieldShare * size;
  cv::Mat picture(size, size, CV_8UC3, cv::Scalar(4, 3, 3));
  for (int y = 0; y < size; ++y)
    for (int x = 0; x < size; ++x) {
      const cv::Point2d at((x + 0.5 - size / 2.0) / radius,
                           (y + 0.5 - size / 2.0) / radius);
      if (at.dot(at) > 1.0) continue;
      const double share = blood.at<uchar>(y, x) / 255.0;
      const cv::Vec3d colour = retina(at, grain(x / static_cast<double>(size),
                                                y / static_cast<double>(size)));
      for (int c = 0; c < 3; ++c)
        picture.at<cv::Vec3b>(y, x)[c] = cv::saturate_cast<uchar>(
            colour[c] * (1.0 - share * (1.0 - kBlood[c])));
    }
  return picture;
}

}  // namespace p2p::scenes
