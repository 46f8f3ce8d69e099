// SPDX-License-Identifier: MIT
// Directions are unit vectors and outlines are polynomials of these: sines
// would differ in the last bit from one machine to the next.
#include "trainer/holes/hole_shapes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace p2p {
namespace {

struct Vector {
  double x = 0.0, y = 0.0;
};

/// Not Random's: this file is compiled without contraction.
double between(Random& random, double low, double high) {
  return low + (high - low) * random.uniform();
}

/// As between(), small values more often.
double rather_small(Random& random, double low, double high) {
  const double u = random.uniform();
  return low + (high - low) * u * u;
}

/// Length 1; a vector of no length points to the right.
Vector normalised(Vector v) {
  const double length = std::sqrt(v.x * v.x + v.y * v.y);
  return length > 0.0 ? Vector{v.x / length, v.y / length} : Vector{1.0, 0.0};
}

/// Evenly drawn, by rejection from the square about the unit circle.
Vector draw_direction(Random& random) {
  for (;;) {
    Vector v;
    v.x = between(random, -1.0, 1.0);
    v.y = between(random, -1.0, 1.0);
    const double square = v.x * v.x + v.y * v.y;
    if (square <= 1.0 && square > 0.01) return normalised(v);
  }
}

/// A place inside the box, `inset` from its sides where it is wide enough.
Vector draw_place(Random& random, const PlaneBounds& box, double inset) {
  const double across = std::min(inset, 0.5 * (box.right - box.left));
  const double down = std::min(inset, 0.5 * (box.bottom - box.top));
  Vector place;
  place.x = between(random, box.left + across, box.right - across);
  place.y = between(random, box.top + down, box.bottom - down);
  return place;
}

bool may_touch_border(const HolePlane& plane) {
  return plane.inside().left == 0;
}

double shorter_side(const HolePlane& plane) {
  return std::min(plane.width(), plane.height());
}

/// A disc, stretched along a direction, its radius changed by harmonics of the
/// angle. level(d): how far the shape must grow to reach d from its middle;
/// where that is not below the limit, the limit does.
class BlobOutline {
 public:
  explicit BlobOutline(Random& random)
      : along_(draw_direction(random)),
        stretch_(std::sqrt(between(random, 1.0, 2.5))) {
    const double strength = between(random, 0.15, 0.65);
    double sum = 0.0;
    for (size_t k = 0; k < harmonics_.size(); ++k) {
      const double most = 1.0 / static_cast<double>(k + 2);
      harmonics_[k].x = between(random, -most, most);
      harmonics_[k].y = between(random, -most, most);
      sum += std::abs(harmonics_[k].x) + std::abs(harmonics_[k].y);
    }
    for (Vector& harmonic : harmonics_) {
      harmonic.x *= strength / sum;
      harmonic.y *= strength / sum;
    }
    most_ = 1.0 + strength;
  }

  double level(Vector d, double limit) const {
    const Vector turned = {(d.x * along_.x + d.y * along_.y) / stretch_,
                           (d.y * along_.x - d.x * along_.y) * stretch_};
    const double square = turned.x * turned.x + turned.y * turned.y;
    if (square == 0.0) return 0.0;
    const double farthest = limit * most_;
    if (square >= farthest * farthest) return limit;
    const double length = std::sqrt(square);
    const Vector unit = {turned.x / length, turned.y / length};
    Vector power = unit;  // (cos k a, sin k a), k = 1
    double radius = 1.0;
    for (const Vector& harmonic : harmonics_) {
      power = {power.x * unit.x - power.y * unit.y,
               power.x * unit.y + power.y * unit.x};
      radius += harmonic.x * power.x + harmonic.y * power.y;
    }
    return length / radius;
  }

  /// No place farther than this is reached at level 1.
  double widest() const { return stretch_ * most_; }

 private:
  Vector along_;
  double stretch_;
  double most_ = 1.0;                // of the radius
  std::array<Vector, 5> harmonics_;  // of 2 to 6 waves around
};

/// A rectangle; level() as above.
class BoxOutline {
 public:
  explicit BoxOutline(Random& random) {
    const double root = std::sqrt(rather_small(random, 1.0, 6.0));
    half_ = random.coin() ? Vector{root, 1.0 / root} : Vector{1.0 / root, root};
    if (random.below(4) == 0) along_ = draw_direction(random);
  }

  double level(Vector d, double /*limit*/) const {
    return std::max(std::abs(d.x * along_.x + d.y * along_.y) / half_.x,
                    std::abs(d.y * along_.x - d.x * along_.y) / half_.y);
  }

  double widest() const {
    return std::sqrt(half_.x * half_.x + half_.y * half_.y);
  }

 private:
  Vector half_;
  Vector along_ = {1.0, 0.0};
};

/// A disc; level() as above.
struct DiscOutline {
  double level(Vector d, double /*limit*/) const {
    return std::sqrt(d.x * d.x + d.y * d.y);
  }
  double widest() const { return 1.0; }
};

struct Candidate {
  float level;
  uint32_t index;
  bool operator<(const Candidate& other) const {
    return level != other.level ? level < other.level : index < other.index;
  }
};

/// Free pixels of a box that are reached before `limit`.
template <typename Outline>
void collect(const HolePlane& plane, const Outline& outline, Vector middle,
             const PlaneBounds& box, double limit,
             std::vector<Candidate>& candidates) {
  candidates.clear();
  for (int y = box.top; y < box.bottom; ++y)
    for (int x = box.left; x < box.right; ++x) {
      if (!plane.is_free(x, y)) continue;
      const double level =
          outline.level({x + 0.5 - middle.x, y + 0.5 - middle.y}, limit);
      if (level < limit)
        candidates.push_back(
            {static_cast<float>(level), static_cast<uint32_t>(plane.at(x, y))});
    }
}

/// Lets the outline grow about a place until it has covered so many free
/// pixels.
template <typename Outline>
void grow(HolePlane& plane, const Outline& outline, Vector middle,
          int64_t pixels) {
  const auto count = static_cast<size_t>(std::min(pixels, plane.room()));
  if (count == 0) return;
  std::vector<Candidate> candidates;
  // About the shape of half as many again; a disc would need 0.56.
  double reach = 0.7 * std::sqrt(static_cast<double>(count)) * outline.widest();
  for (;;) {
    const PlaneBounds box = plane.around(middle.x, middle.y, reach);
    const bool all = box == plane.inside();
    // Beyond the square no pixel is reached before this.
    const double limit = all ? std::numeric_limits<double>::infinity()
                             : reach / outline.widest();
    collect(plane, outline, middle, box, limit, candidates);
    if (candidates.size() >= count) break;
    reach *= 1.5;
  }
  const auto end = candidates.begin() + static_cast<std::ptrdiff_t>(count);
  std::nth_element(candidates.begin(), end - 1, candidates.end());
  for (auto it = candidates.begin(); it != end; ++it) plane.fill(it->index);
}

/// How far from the sides a shape of so many pixels has its middle.
double inset_for(const HolePlane& plane, int64_t pixels) {
  return may_touch_border(plane) ? 0.0
                                 : 0.6 * std::sqrt(static_cast<double>(pixels));
}

/// A pen on its way.
class Pen {
 public:
  Pen(const HolePlane& plane, Random& random, double radius)
      : plane_(plane),
        side_(shorter_side(plane)),
        radius_(radius),
        place_(draw_place(random, plane.inside(), overhang())),
        direction_(draw_direction(random)) {
    // The tightest turn is an eighth of the side, or the pen's own width.
    sharpest_ = std::min(8.0 / side_, 0.5 / radius);
    choose_course(random);
    curvature_ = wanted_curvature_;
    width_ = wanted_width_;
  }

  Vector place() const { return place_; }
  double radius() const { return std::max(kThinnest, radius_ * width_); }

  /// Returns the length of the step.
  double step(Random& random) {
    const double length = std::max(0.5, radius() / 6.0);
    left_ -= length;
    if (left_ <= 0.0) choose_course(random);
    const double share = std::min(1.0, length / (0.05 * side_));
    curvature_ += share * (wanted_curvature_ - curvature_);
    width_ += share * (wanted_width_ - width_);
    const double turn = curvature_ * length;
    direction_ = normalised({direction_.x - turn * direction_.y,
                             direction_.y + turn * direction_.x});
    place_.x += length * direction_.x;
    place_.y += length * direction_.y;
    turn_back();
    return length;
  }

  static constexpr double kThinnest = 0.8;

 private:
  /// How far from the sides the pen turns back: beyond them, or, where holes
  /// keep off the border, before they would be cut.
  double overhang() const {
    return may_touch_border(plane_) ? -0.5 * radius_ : 1.4 * radius_;
  }

  void choose_course(Random& random) {
    left_ = between(random, 0.05, 0.3) * side_;
    wanted_curvature_ = between(random, -sharpest_, sharpest_);
    wanted_width_ = between(random, 0.6, 1.4);
  }

  /// Beyond the sides, or before them where holes would be cut, the pen takes
  /// the tightest turn towards the middle.
  void turn_back() {
    const PlaneBounds& box = plane_.inside();
    const double in =
        overhang() + (may_touch_border(plane_) ? 0.0 : 1.0 / sharpest_);
    if (place_.x >= box.left + in && place_.x <= box.right - in &&
        place_.y >= box.top + in && place_.y <= box.bottom - in)
      return;
    const Vector to_middle =
        normalised({0.5 * (box.left + box.right) - place_.x,
                    0.5 * (box.top + box.bottom) - place_.y});
    const double ahead =
        direction_.x * to_middle.x + direction_.y * to_middle.y;
    if (ahead > 0.5) return;
    const double left_hand =
        direction_.x * to_middle.y - direction_.y * to_middle.x;
    curvature_ = left_hand < 0.0 ? -sharpest_ : sharpest_;
  }

  const HolePlane& plane_;
  double side_;
  double radius_;
  Vector place_, direction_;
  double sharpest_ = 0.0;
  double left_ = 0.0;  // of the course
  double curvature_ = 0.0, wanted_curvature_ = 0.0;
  double width_ = 1.0, wanted_width_ = 1.0;  // of the radius
};

}  // namespace

void draw_stroke(HolePlane& plane, Random& random, int64_t pixels) {
  const double side = shorter_side(plane);
  const double length = rather_small(random, 0.4, 3.0) * side;
  const double radius =
      std::clamp(static_cast<double>(pixels) / (2.0 * length), Pen::kThinnest,
                 std::max(Pen::kThinnest, 0.12 * side));
  Pen pen(plane, random, radius);
  // Over its own track it covers nothing new.
  double way = 4.0 * (static_cast<double>(pixels) / (2.0 * radius) + radius);
  while (pixels > 0 && way > 0.0) {
    pixels -=
        plane.add_disc(pen.place().x, pen.place().y, pen.radius(), pixels);
    if (pixels > 0) way -= pen.step(random);
  }
  grow(plane, DiscOutline(), pen.place(), pixels);
}

void draw_blob(HolePlane& plane, Random& random, int64_t pixels) {
  const BlobOutline outline(random);
  const Vector middle =
      draw_place(random, plane.inside(), inset_for(plane, pixels));
  grow(plane, outline, middle, pixels);
}

void draw_box(HolePlane& plane, Random& random, int64_t pixels) {
  const BoxOutline outline(random);
  const Vector middle =
      draw_place(random, plane.inside(), inset_for(plane, pixels));
  grow(plane, outline, middle, pixels);
}

}  // namespace p2p
