// SPDX-License-Identifier: MIT
// How a measured program is driven: commands on stdin, answers on stdout, one
// line each, so that a script can let several programs take turns.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace p2p::benchmarks {

class Stopwatch {
 public:
  double milliseconds() const;

 private:
  std::chrono::steady_clock::time_point start_ =
      std::chrono::steady_clock::now();
};

/// A step of a frame and its time.
struct Step {
  std::string name;
  bool convolution;
  double ms;
};

/// What is measured; all may throw.
struct Subject {
  /// Runs this many frames and returns the milliseconds of each.
  std::function<std::vector<double>(int frames)> run;
  /// One frame from a file of dense RGB bytes to another.
  std::function<void(const std::filesystem::path& input,
                     const std::filesystem::path& output)>
      convert;
  /// One frame's steps; empty where a program cannot tell.
  std::function<std::vector<Step>()> profile = {};
};

/// How the first frame came about.
struct Start {
  std::string summary;  ///< what was chosen and why
  double load_ms;       ///< from main() to a loaded model
  double first_frame_ms;
};

/// Answers `{"summary", "load_ms", "first_frame_ms", "peak_mib"}`, then each
/// command until stdin ends:
///
///     run N           {"ms": [...], "peak_mib"}
///     convert IN OUT  {"converted": OUT}
///     profile N       {"steps": [{"name", "convolution", "ms"}, ...]}, medians
///
/// Paths hold no blanks. Throws what the subject throws, and
/// std::invalid_argument for other commands.
void serve(const Start& start, const Subject& subject);

}  // namespace p2p::benchmarks
