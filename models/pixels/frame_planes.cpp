// SPDX-License-Identifier: MIT
// Row by row: gather, convert, scatter, reflect.
#include "models/pixels/frame_planes.h"

#include <algorithm>
#include <stdexcept>

#include "models/pixels/reflect.h"
#include "models/pixels/yuv.h"

namespace p2p {
namespace {

const uint8_t* sample_row(const P2pComponent& component, int y) {
  return component.data + static_cast<ptrdiff_t>(y) * component.row_stride;
}

int chroma_size(int size, int shift) {
  return (size + (1 << shift) - 1) >> shift;
}

/// Which plane holds R, G and B.
int plane_of(int colour, const PlaneFormat& format) {
  return format.bgr ? format.channels - 1 - colour : colour;
}

void read_component_row(const P2pFrame& frame, int component, int y,
                        ValueRange range, float* out) {
  const P2pComponent& c = frame.component[component];
  const uint8_t* in = sample_row(c, y);
  for (int x = 0; x < frame.width; ++x)
    out[x] = to_network(in[static_cast<ptrdiff_t>(x) * c.pixel_stride], range);
}

/// A chroma plane read at luma positions, linearly interpolated.
class ChromaReader {
 public:
  ChromaReader(const P2pFrame& frame, int component, int y)
      : c_(frame.component[component]),
        cosited_(frame.yuv.chroma_x_cosited != 0),
        last_x_(chroma_size(frame.width, c_.x_shift) - 1) {
    const int last_y = chroma_size(frame.height, c_.y_shift) - 1;
    const ChromaPhase phase =
        chroma_phase(y, c_.y_shift, frame.yuv.chroma_y_cosited != 0);
    upper_ = sample_row(c_, std::clamp(phase.at, 0, last_y));
    lower_ = sample_row(c_, std::clamp(phase.at + 1, 0, last_y));
    ty_ = phase.t;
  }

  float at(int x) const {
    const ChromaPhase phase = chroma_phase(x, c_.x_shift, cosited_);
    const float left = column(phase.at);
    if (phase.t == 0.0f) return left;
    return left + (column(phase.at + 1) - left) * phase.t;
  }

 private:
  float column(int i) const {
    const ptrdiff_t offset =
        static_cast<ptrdiff_t>(std::clamp(i, 0, last_x_)) * c_.pixel_stride;
    const float up = upper_[offset];
    return up + (static_cast<float>(lower_[offset]) - up) * ty_;
  }

  const P2pComponent& c_;
  bool cosited_;
  int last_x_;
  const uint8_t* upper_;
  const uint8_t* lower_;
  float ty_;
};

void read_yuv_row(const P2pFrame& frame, int y, const PlaneFormat& format,
                  const Planes& planes) {
  const P2pComponent& luma = frame.component[0];
  const uint8_t* in = sample_row(luma, y);
  const ChromaReader blue(frame, 1, y);
  const ChromaReader red(frame, 2, y);
  float* r = planes.row(plane_of(0, format), y);
  float* g = planes.row(plane_of(1, format), y);
  float* b = planes.row(plane_of(2, format), y);
  for (int x = 0; x < frame.width; ++x) {
    const Triple rgb =
        yuv_to_rgb(in[static_cast<ptrdiff_t>(x) * luma.pixel_stride],
                   blue.at(x), red.at(x), frame.yuv);
    r[x] = to_network(std::clamp(rgb.a, 0.0f, 255.0f), format.range);
    g[x] = to_network(std::clamp(rgb.b, 0.0f, 255.0f), format.range);
    b[x] = to_network(std::clamp(rgb.c, 0.0f, 255.0f), format.range);
  }
}

void read_row(const P2pFrame& frame, int y, const PlaneFormat& format,
              const Planes& planes) {
  if (frame.colour == P2P_COLOUR_YUV)
    return read_yuv_row(frame, y, format, planes);
  for (int c = 0; c < format.channels; ++c)
    read_component_row(frame, c, y, format.range,
                       planes.row(plane_of(c, format), y));
}

/// Fills what lies right of and below the frame.
void reflect_edges(const P2pFrame& frame, const PlaneFormat& format,
                   const Planes& planes) {
  for (int c = 0; c < format.channels; ++c) {
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

void write_component_row(const float* in, ValueRange range,
                         const P2pFrame& frame, int component, int y) {
  const P2pComponent& c = frame.component[component];
  uint8_t* out = c.data + static_cast<ptrdiff_t>(y) * c.row_stride;
  for (int x = 0; x < frame.width; ++x)
    out[static_cast<ptrdiff_t>(x) * c.pixel_stride] =
        round_pixel(to_pixel(in[x], range));
}

/// The planes as R'G'B' pixel values, whatever their number and order.
class RgbReader {
 public:
  RgbReader(const Planes& planes, const PlaneFormat& format)
      : planes_(planes), range_(format.range) {
    for (int colour = 0; colour < 3; ++colour)
      plane_[colour] = format.channels == 1 ? 0 : plane_of(colour, format);
  }

  Triple at(int x, int y) const {
    return {value(0, x, y), value(1, x, y), value(2, x, y)};
  }
  const float* row(int colour, int y) const {
    return planes_.row(plane_[colour], y);
  }

 private:
  float value(int colour, int x, int y) const {
    return to_pixel(row(colour, y)[x], range_);
  }

  const Planes& planes_;
  ValueRange range_;
  int plane_[3];
};

/// Luma positions that one chroma sample averages along an axis, with weights:
/// all `1 << shift` of them, or 1-2-1 around a co-sited one.
struct Footprint {
  int first, count;
  bool triangle;

  Footprint(int sample, int shift, bool cosited)
      : first((sample << shift) - (shift && cosited ? 1 : 0)),
        count(shift && cosited ? 3 : 1 << shift),
        triangle(shift && cosited) {}
  float weight(int i) const { return triangle && i == 1 ? 2.0f : 1.0f; }
};

Triple average(const RgbReader& rgb, const P2pFrame& frame, const Footprint& fx,
               const Footprint& fy) {
  Triple sum{0.0f, 0.0f, 0.0f};
  float total = 0.0f;
  for (int j = 0; j < fy.count; ++j) {
    const int y = std::clamp(fy.first + j, 0, frame.height - 1);
    for (int i = 0; i < fx.count; ++i) {
      const int x = std::clamp(fx.first + i, 0, frame.width - 1);
      const float weight = fx.weight(i) * fy.weight(j);
      const Triple pixel = rgb.at(x, y);
      sum = {sum.a + weight * pixel.a, sum.b + weight * pixel.b,
             sum.c + weight * pixel.c};
      total += weight;
    }
  }
  return {sum.a / total, sum.b / total, sum.c / total};
}

void write_luma(const RgbReader& rgb, const P2pFrame& frame) {
  const P2pComponent& c = frame.component[0];
  for (int y = 0; y < frame.height; ++y) {
    uint8_t* out = c.data + static_cast<ptrdiff_t>(y) * c.row_stride;
    for (int x = 0; x < frame.width; ++x)
      out[static_cast<ptrdiff_t>(x) * c.pixel_stride] =
          round_pixel(rgb_to_yuv(rgb.at(x, y), frame.yuv).a);
  }
}

void write_chroma(const RgbReader& rgb, const P2pFrame& frame) {
  const P2pComponent& blue = frame.component[1];
  const P2pComponent& red = frame.component[2];
  const bool x_cosited = frame.yuv.chroma_x_cosited != 0;
  const bool y_cosited = frame.yuv.chroma_y_cosited != 0;
  for (int y = 0; y < chroma_size(frame.height, blue.y_shift); ++y) {
    const Footprint fy(y, blue.y_shift, y_cosited);
    for (int x = 0; x < chroma_size(frame.width, blue.x_shift); ++x) {
      const Footprint fx(x, blue.x_shift, x_cosited);
      const Triple yuv = rgb_to_yuv(average(rgb, frame, fx, fy), frame.yuv);
      blue.data[static_cast<ptrdiff_t>(y) * blue.row_stride +
                static_cast<ptrdiff_t>(x) * blue.pixel_stride] =
          round_pixel(yuv.b);
      red.data[static_cast<ptrdiff_t>(y) * red.row_stride +
               static_cast<ptrdiff_t>(x) * red.pixel_stride] =
          round_pixel(yuv.c);
    }
  }
}

void copy_component(const P2pFrame& source, const P2pFrame& frame,
                    int component) {
  const P2pComponent& from = source.component[component];
  const P2pComponent& to = frame.component[component];
  for (int y = 0; y < chroma_size(frame.height, to.y_shift); ++y) {
    const uint8_t* in = sample_row(from, y);
    uint8_t* out = to.data + static_cast<ptrdiff_t>(y) * to.row_stride;
    for (int x = 0; x < chroma_size(frame.width, to.x_shift); ++x)
      out[static_cast<ptrdiff_t>(x) * to.pixel_stride] =
          in[static_cast<ptrdiff_t>(x) * from.pixel_stride];
  }
}

int colours_of(const P2pFrame& frame) {
  return frame.colour == P2P_COLOUR_GREY ? 1 : 3;
}

}  // namespace

void frame_to_planes(const P2pFrame& frame, const PlaneFormat& format,
                     const Planes& planes) {
  if (colours_of(frame) != format.channels)
    throw std::invalid_argument("the frame's colours do not fit the network");
  for (int y = 0; y < frame.height; ++y) read_row(frame, y, format, planes);
  reflect_edges(frame, format, planes);
}

void planes_to_frame(const Planes& planes, const PlaneFormat& format,
                     const P2pFrame& source, const P2pFrame& frame) {
  if (colours_of(frame) < format.channels)
    throw std::invalid_argument("the network's colours do not fit the frame");
  const RgbReader rgb(planes, format);
  if (frame.colour == P2P_COLOUR_YUV) {
    write_luma(rgb, frame);
    write_chroma(rgb, frame);
  } else {
    for (int c = 0; c < colours_of(frame); ++c)
      for (int y = 0; y < frame.height; ++y)
        write_component_row(rgb.row(c, y), format.range, frame, c, y);
  }
  if (frame.n_components == 4) copy_component(source, frame, 3);
}

}  // namespace p2p
