// SPDX-License-Identifier: MIT
// The converters of frame_pixels.h over whole frames.
#include "models/pixels/frame_planes.h"

#include <algorithm>
#include <stdexcept>

#include "models/pixels/reflect.h"

namespace p2p {
namespace {

int colours_of(const P2pFrame& frame) {
  return frame.colour == P2P_COLOUR_GREY ? 1 : 3;
}

/// Components at full resolution: one plane each, no colour arithmetic.
void read_component_row(const P2pFrame& frame, int colour, int y,
                        const PlaneFormat& format, const Planes& planes) {
  const P2pComponent& c = frame.component[colour];
  const uint8_t* in = sample_at(c, 0, y);
  float* out = planes.row(plane_of(colour, format), y);
  for (int x = 0; x < frame.width; ++x)
    out[x] =
        to_network(in[static_cast<long>(x) * c.pixel_stride], format.range);
}

void read_yuv_row(const P2pFrame& frame, int y, const PlaneFormat& format,
                  const Planes& planes) {
  float* r = planes.row(plane_of(0, format), y);
  float* g = planes.row(plane_of(1, format), y);
  float* b = planes.row(plane_of(2, format), y);
  for (int x = 0; x < frame.width; ++x) {
    const Triple rgb = read_pixel(frame, x, y);
    r[x] = to_network(rgb.a, format.range);
    g[x] = to_network(rgb.b, format.range);
    b[x] = to_network(rgb.c, format.range);
  }
}

void read_row(const P2pFrame& frame, int y, const PlaneFormat& format,
              const Planes& planes) {
  if (frame.colour == P2P_COLOUR_YUV)
    return read_yuv_row(frame, y, format, planes);
  for (int colour = 0; colour < format.channels; ++colour)
    read_component_row(frame, colour, y, format, planes);
}

/// Fills what lies right of and below the frame.
void reflect_edges(const P2pFrame& frame, int channels, const Planes& planes) {
  for (int c = 0; c < channels; ++c) {
    for (int y = 0; y < frame.height; ++y) {
      float* row = planes.row(c, y);
      for (int x = frame.width; x < planes.width; ++x)
        row[x] = row[reflect_index(x, frame.width)];
    }
    for (int y = frame.height; y < planes.height; ++y)
      std::copy_n(planes.row(c, reflect_index(y, frame.height)), planes.width,
                  planes.row(c, y));
  }
}

/// Chroma follows when all its pixels are there: it averages over neighbours.
void write_all_chroma(const RgbPlanes& rgb, const P2pFrame& frame) {
  const P2pComponent& c = frame.component[1];
  for (int y = 0; y < sample_count(frame.height, c.y_shift); ++y)
    for (int x = 0; x < sample_count(frame.width, c.x_shift); ++x)
      write_chroma(rgb, frame, x, y);
}

void copy_alpha(const P2pFrame& source, const P2pFrame& frame) {
  for (int y = 0; y < frame.height; ++y)
    for (int x = 0; x < frame.width; ++x)
      *sample_at(frame.component[3], x, y) =
          *sample_at(source.component[3], x, y);
}

}  // namespace

void check_readable(const P2pFrame& frame, const PlaneFormat& format) {
  if (colours_of(frame) != format.channels)
    throw std::invalid_argument("the frame's colours do not fit the network");
}

void check_writable(const P2pFrame& frame, const PlaneFormat& format) {
  if (colours_of(frame) < format.channels)
    throw std::invalid_argument("the network's colours do not fit the frame");
}

void frame_to_planes(const P2pFrame& frame, const PlaneFormat& format,
                     const Planes& planes) {
  check_readable(frame, format);
  for (int y = 0; y < frame.height; ++y) read_row(frame, y, format, planes);
  reflect_edges(frame, format.channels, planes);
}

void planes_to_frame(const Planes& planes, const PlaneFormat& format,
                     const P2pFrame& source, const P2pFrame& frame) {
  check_writable(frame, format);
  const RgbPlanes rgb = rgb_planes(planes, format);
  for (int y = 0; y < frame.height; ++y)
    for (int x = 0; x < frame.width; ++x) write_pixel(rgb, frame, x, y);
  if (frame.colour == P2P_COLOUR_YUV) write_all_chroma(rgb, frame);
  if (frame.n_components == 4) copy_alpha(source, frame);
}

}  // namespace p2p
