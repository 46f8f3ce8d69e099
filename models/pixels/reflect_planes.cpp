// SPDX-License-Identifier: MIT
// Elements are copied as they are.
#include "models/pixels/reflect_planes.h"

#include "models/pixels/reflect.h"

namespace p2p {
namespace {

template <typename Element>
void reflect(int y, int width, int channels, const Planes& planes) {
  for (int c = 0; c < channels; ++c)
    for (int x = width; x < planes.width; ++x)
      *planes.at<Element>(c, y, x) =
          *planes.at<Element>(c, y, reflect_index(x, width));
}

}  // namespace

void reflect_right(int y, int width, int channels, const Planes& planes) {
  if (planes.type == PlaneType::kFp32)
    reflect<float>(y, width, channels, planes);
  else
    reflect<uint16_t>(y, width, channels, planes);
}

}  // namespace p2p
