// SPDX-License-Identifier: MIT
// Thresholding, comparison, and box sums.
#include "models/inference/mask_planes.h"

#include <algorithm>
#include <atomic>
#include <type_traits>
#include <utility>

#include "models/inference/parallel.h"

namespace p2p {
namespace {

/// Rows of one job: enough to outweigh handing it out.
constexpr int kBandRows = 16;

int bands_of(int height) { return (height + kBandRows - 1) / kBandRows; }

}  // namespace

MaskPlanes::MaskPlanes(const MaskStep& step, const PlanShape& shape)
    : step_(step), batch_(shape.batch) {
  size_t longest = 0;
  for (const RatioPlane& plane : step.planes) {
    PlaneValues made{
        shape.height >> plane.halvings, shape.width >> plane.halvings, {}};
    // Like no mask: the first one is always a change.
    made.values.assign(size_t(batch_) * made.height * made.width, -1.0f);
    const size_t columns =
        size_t(made.width) * plane.stride + 2 * (plane.kernel / 2);
    longest = std::max(longest, columns);
    planes_.push_back(std::move(made));
  }
  columns_.assign(thread_count(), std::vector<float>(longest));
}

float* MaskPlanes::row(int index, int sample, int y) {
  return const_cast<float*>(std::as_const(*this).row(index, sample, y));
}

const float* MaskPlanes::row(int index, int sample, int y) const {
  const PlaneValues& plane = planes_[index];
  return plane.values.data() +
         (int64_t{sample} * plane.height + y) * plane.width;
}

void MaskPlanes::run(std::span<const Planes> inputs,
                     std::span<const Planes> pictures) {
  const int height = planes_.front().height;
  const int bands = bands_of(height);
  std::atomic<bool> changed = false;
  for_each_job(batch_ * bands, [&](int job) {
    const int sample = job / bands, first = job % bands * kBandRows;
    if (read_rows(inputs[sample], pictures[sample], sample, first,
                  std::min(first + kBandRows, height)))
      changed = true;
  });
  if (!changed) return;
  ++updates_;
  for (size_t i = 1; i < planes_.size(); ++i) compute(static_cast<int>(i));
}

/// Whether the mask of these rows is another one than before.
bool MaskPlanes::read_rows(const Planes& input, const Planes& picture,
                           int sample, int first, int last) {
  bool changed = false;
  for (int y = first; y < last; ++y)
    changed |= input.type == PlaneType::kFp32
                   ? read_row<float>(input, picture, sample, y)
                   : read_row<uint16_t>(input, picture, sample, y);
  return changed;
}

template <typename Element>
bool MaskPlanes::read_row(const Planes& input, const Planes& picture,
                          int sample, int y) {
  const int channels = step_.picture.channels;
  const auto* in = input.at<Element>(0, y, 0);
  auto* out = picture.at<Element>(0, y, 0);
  float* known = row(0, sample, y);
  bool changed = false;
  for (int x = 0; x < input.width; ++x) {
    const Element* pixel = in + x * input.pixel_stride;
    Element* to = out + x * picture.pixel_stride;
    float mask;
    if constexpr (std::is_same_v<Element, float>)
      mask = pixel[channels * input.channel_stride];
    else
      mask = from_bf16(pixel[channels * input.channel_stride]);
    const float value = mask > step_.threshold ? 0.0f : 1.0f;
    changed |= known[x] != value;
    known[x] = value;
    for (int c = 0; c < channels; ++c)
      to[c * picture.channel_stride] =
          value > 0.0f ? pixel[c * input.channel_stride] : Element{0};
  }
  return changed;
}

void MaskPlanes::compute(int index) {
  const int height = planes_[index].height;
  const int bands = bands_of(height);
  for_each_job(batch_ * bands, static_cast<int>(columns_.size()),
               [&](int job, int slot) {
                 const int first = job % bands * kBandRows;
                 for (int y = first; y < std::min(first + kBandRows, height);
                      ++y)
                   compute_row(index, job / bands, y, columns_[slot]);
               });
}

/// Sums over the window's rows, then along them. Whole numbers: exact in fp32.
void MaskPlanes::compute_row(int index, int sample, int y,
                             std::span<float> columns) {
  const RatioPlane& plane = step_.planes[index];
  const int padding = plane.kernel / 2;
  const int in_height = planes_[index].height * plane.stride;
  std::fill(columns.begin(), columns.end(), 0.0f);
  const int top = y * plane.stride - padding;
  int values = 0;
  for (const MaskGroup& group : plane.groups) {
    values += plane.kernel * plane.kernel * group.channels;
    for (int i = std::max(top, 0); i < std::min(top + plane.kernel, in_height);
         ++i)
      add_row(group, sample, i, columns.data() + padding);
  }
  float* out = row(index, sample, y);
  for (int x = 0; x < planes_[index].width; ++x) {
    float sum = 0.0f;
    for (int i = 0; i < plane.kernel; ++i) sum += columns[x * plane.stride + i];
    out[x] = sum > 0.0f ? static_cast<float>(values) / sum : 0.0f;
  }
}

/// Adds a row of the group's mask, as many as its channels.
void MaskPlanes::add_row(const MaskGroup& group, int sample, int y,
                         float* columns) const {
  const auto channels = static_cast<float>(group.channels);
  const int width = planes_[group.plane].width;
  const auto known = [&](const float* at) { return *at > 0.0f ? channels : 0; };
  if (!group.doubled) {
    const float* in = row(group.plane, sample, y);
    for (int x = 0; x < width; ++x) columns[x] += known(in + x);
    return;
  }
  const float* in = row(group.plane, sample, y / 2);
  for (int x = 0; x < width; ++x) {
    columns[2 * x] += known(in + x);
    columns[2 * x + 1] += known(in + x);
  }
}

}  // namespace p2p
