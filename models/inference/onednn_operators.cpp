// SPDX-License-Identifier: MIT
// Typed calls through the dispatcher.
#include "models/inference/onednn_operators.h"

#include <string_view>

#include <ATen/core/List.h>
#include <ATen/core/dispatch/Dispatcher.h>

namespace p2p::onednn {
namespace {

using at::IntArrayRef;
using at::Tensor;
using Scalars = c10::List<std::optional<at::Scalar>>;
using Text = std::optional<std::string_view>;

using Convolve = Tensor(const Tensor&, const Tensor&,
                        const std::optional<Tensor>&, IntArrayRef, IntArrayRef,
                        IntArrayRef, int64_t, std::string_view, Scalars, Text);
using ConvolveTransposed = Tensor(const Tensor&, const Tensor&,
                                  const std::optional<Tensor>&, IntArrayRef,
                                  IntArrayRef, IntArrayRef, IntArrayRef,
                                  int64_t, std::string_view, Scalars, Text);
using Pack = Tensor(const Tensor&, IntArrayRef, IntArrayRef, IntArrayRef,
                    int64_t, at::OptionalIntArrayRef);
using PackTransposed = Tensor(const Tensor&, IntArrayRef, IntArrayRef,
                              IntArrayRef, IntArrayRef, int64_t,
                              at::OptionalIntArrayRef);

/// Throws c10::Error when the operator is absent or has other arguments.
template <typename Signature>
c10::TypedOperatorHandle<Signature> find(const char* name) {
  return c10::Dispatcher::singleton()
      .findSchemaOrThrow(name, "")
      .typed<Signature>();
}

const auto& convolution() {
  static const auto op = find<Convolve>("mkldnn::_convolution_pointwise");
  return op;
}
const auto& transposed_convolution() {
  static const auto op =
      find<ConvolveTransposed>("mkldnn::_convolution_transpose_pointwise");
  return op;
}
const auto& packing() {
  static const auto op = find<Pack>("mkldnn::_reorder_convolution_weight");
  return op;
}
const auto& transposed_packing() {
  static const auto op =
      find<PackTransposed>("mkldnn::_reorder_convolution_transpose_weight");
  return op;
}

struct Attribute {
  std::string_view name;
  Scalars scalars;
};

Attribute attribute_of(const Activation& activation) {
  switch (activation.kind) {
    case Activation::Kind::kTanh:
      return {"tanh", Scalars()};
    case Activation::Kind::kSigmoid:
      return {"sigmoid", Scalars()};
    case Activation::Kind::kLeaky:
      break;
  }
  if (activation.slope == 1.0f) return {"none", Scalars()};
  if (activation.slope == 0.0f) return {"relu", Scalars()};
  Scalars slope;
  slope.push_back(at::Scalar(activation.slope));
  return {"leaky_relu", slope};
}

constexpr int64_t kOne[] = {1, 1};

}  // namespace

bool available() {
  try {
    convolution();
    transposed_convolution();
    packing();
    transposed_packing();
    return true;
  } catch (const c10::Error&) {
    return false;
  }
}

Tensor pack(const Tensor& weight, const Geometry& g, IntArrayRef input_size) {
  const int64_t padding[] = {g.padding, g.padding};
  const int64_t stride[] = {g.stride, g.stride};
  const int64_t output_padding[] = {g.output_padding, g.output_padding};
  if (g.transposed)
    return transposed_packing().call(weight, padding, output_padding, stride,
                                     kOne, 1, input_size);
  return packing().call(weight, padding, stride, kOne, 1, input_size);
}

Tensor convolve(const Tensor& x, const Tensor& packed, const Tensor& bias,
                const Geometry& g, const Activation& activation) {
  const int64_t padding[] = {g.padding, g.padding};
  const int64_t stride[] = {g.stride, g.stride};
  const int64_t output_padding[] = {g.output_padding, g.output_padding};
  const Attribute attribute = attribute_of(activation);
  if (g.transposed)
    return transposed_convolution().call(x, packed, bias, padding,
                                         output_padding, stride, kOne, 1,
                                         attribute.name, attribute.scalars, "");
  return convolution().call(x, packed, bias, padding, stride, kOne, 1,
                            attribute.name, attribute.scalars, "");
}

}  // namespace p2p::onednn
