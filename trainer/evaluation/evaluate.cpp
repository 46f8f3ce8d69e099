// SPDX-License-Identifier: MIT
// Generate, compare, average.
#include "trainer/evaluation/evaluate.h"

#include "models/inference/reference.h"

namespace p2p {

Figures evaluate(Generator& generator, const ModelSpec& spec, NormMode mode,
                 const PairSource& pairs) {
  Figures figures{{}, pairs.size()};
  for (size_t i = 0; i < pairs.size(); ++i) {
    const Pair pair = pairs.get(i);
    const PictureFigures one =
        compare_pictures(run_reference(generator, spec, mode, pair.a), pair.b);
    figures.mean.l1 += one.l1 / pairs.size();
    figures.mean.psnr += one.psnr / pairs.size();
    figures.mean.ssim += one.ssim / pairs.size();
  }
  return figures;
}

}  // namespace p2p
