// SPDX-License-Identifier: MIT
// Draw, cut, pad.
#include "trainer/data/sample.h"

#include "models/pixels/picture_tensor.h"

namespace p2p {
namespace {

/// Reflected to the right and below, as the network is run.
torch::Tensor pad(const torch::Tensor& picture, const ModelSpec& network) {
  torch::Tensor padded = picture;
  for (const int64_t dim : {0, 1})
    padded = reflect_to(
        padded, dim, padded_size(network, static_cast<int>(picture.size(dim))));
  return padded;
}

Jitter draw_crop(const Pair& pair, const SampleOptions& options,
                 Random& random) {
  const int width = static_cast<int>(pair.a.size(1));
  const int height = static_cast<int>(pair.a.size(0));
  return options.preprocess == Preprocess::kNone
             ? draw_whole(random, width, height, options.flip)
             : draw_jitter(random, width, height, options.crop_size,
                           options.flip);
}

}  // namespace

Pair make_sample(const Pair& pair, const SampleOptions& options, uint64_t seed,
                 uint32_t epoch, uint32_t position) {
  Random crop(seed, Stream::kSample, epoch, position);
  const Jitter jitter = draw_crop(pair, options, crop);
  Random other(seed, Stream::kAugment, epoch, position);
  const AugmentDraw draw =
      draw_augmentation(other, options.augmentation, jitter.width,
                        jitter.height, static_cast<int>(pair.a.size(2)));
  Pair sample = apply_augmentation(pair, jitter, draw, options.kinds,
                                   options.augmentation.colour_of_target);
  if (options.preprocess == Preprocess::kNone && options.network)
    for (torch::Tensor* part : {&sample.a, &sample.b, &sample.region})
      if (part->defined()) *part = pad(*part, *options.network);
  if (options.holes) {
    Random holes(seed, Stream::kHoles, epoch, position);
    sample.holes =
        options.holes->draw(holes, static_cast<int>(sample.a.size(0)),
                            static_cast<int>(sample.a.size(1)));
  }
  return sample;
}

}  // namespace p2p
