// SPDX-License-Identifier: MIT
// Three columns of the table.
#include "trainer/evaluation/evaluate.h"

namespace p2p {

Figures evaluate(Generator& generator, const ModelSpec& spec, NormMode mode,
                 const PairSource& pairs) {
  const FigureTable table =
      score(generator, spec, mode, pairs, make_metrics({"L1", "PSNR", "SSIM"}));
  return {{table.mean("L1"), table.mean("PSNR"), table.mean("SSIM")},
          pairs.size()};
}

}  // namespace p2p
